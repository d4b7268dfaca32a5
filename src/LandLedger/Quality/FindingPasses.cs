using System.Globalization;

namespace LandLedger.Quality;

/// <summary>Where a list of findings stands: in which pass, at which key, and how many findings of that key lie behind it.</summary>
public sealed record FindingPlace(int Pass, string? Key, int Skip)
{
    /// <summary>Before the first finding.</summary>
    public static readonly FindingPlace Start = new(0, null, 0);

    /// <summary>As it travels in a cursor.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pass} {Skip} {Key}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is not that.</summary>
    public static FindingPlace? Read(string? written)
    {
        if (written is null)
            return Start;
        return written.Split(' ', 3) is [var pass, var skip, { Length: > 0 } key]
            && int.TryParse(pass, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < FindingPasses.All.Length
            && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var behind)
            && !key.Contains('\0', StringComparison.Ordinal) && (!FindingPasses.All[number].KeyIsId || Guid.TryParse(key, out _))
            ? new(number, key, behind)
            : null;
    }
}

/// <summary>Plots that are examined together.</summary>
/// <param name="Key">What the pass is ordered by: a plot's id or a serial.</param>
/// <param name="Plots">The plots, the one that the key names first.</param>
public sealed record ExaminedRow(string Key, ExaminedPlot[] Plots);

/// <summary>One way through the clean view.</summary>
/// <param name="Types">The types that it can find.</param>
/// <param name="KeyIsId">Whether its key is a plot's id.</param>
/// <param name="Sql">Schema, whether all communes are meant, and how keys compare with the one to start from; $1 communes, $2 rows, $3
/// key.</param>
/// <param name="Examine">What is found in a row.</param>
public sealed record FindingPass(
    string[] Types, bool KeyIsId, Func<string, bool, string?, string> Sql, Func<ExaminedRow, IEnumerable<PlotFinding>> Examine);

/// <summary>
/// The passes. They use the unique index over live numbers, the ones over former numbers and over newest serials, and the primary key.
/// Which plots have several certificates or former numbers has no index that is ordered by plot: for the whole province these two passes
/// read every card once.
/// </summary>
public static class FindingPasses
{
    // A serial that stands on hundreds of plots is a mistake of a file, and its first plots show it.
    private const int MostOfOneSerial = 200, MostOfOneNumber = 20;

    /// <summary>In the order of the list.</summary>
    public static readonly FindingPass[] All =
    [
        new([FindingTypes.SamePlotTwoNumbers], true, FormerNumbers, row => Examination.OfFormerNumbers(row.Plots[0], row.Plots[1..])),
        new([FindingTypes.TwoLiveCertificates], true, Certificates, row => Examination.OfCertificates(row.Plots[0])),
        new([FindingTypes.SamePlotTwoNumbers, FindingTypes.SharedCertificate], false, Serials,
            row => Examination.OfOneSerial(row.Key, row.Plots)),
    ];

    private static string FormerNumbers(string schema, bool province, string? compare)
    {
        var cards = $"{schema}.mt_doc_plotcard";
        var had = $"select p.id from {cards} p where {Live("p")} and p.data -> 'formerNumbers' <> '[]'::jsonb";
        // Within communes: plots of theirs that had another number, and plots anywhere that had one of their numbers.
        // Of all serials without a look at whether the plots live, so that they come in the order of their index, without a sort.
        var asked = province ? had :
            $"""
            {had} and {In("p")}
            union
            select had.id from {cards} q cross join lateral (select p.id from {cards} p
                where cast(p.data ->> 'formerNumbers' as jsonb) @> jsonb_build_array({Number("q")}) and {AlsoLive("p")}
                    and p.data -> 'formerNumbers' <> '[]'::jsonb and p.id <> q.id limit {MostOfOneNumber}) had
            where {Live("q")} and {In("q")}
            """;
        return
            $"""
            select p.id, jsonb_build_array({Seen("p")}) || bearers.found
            from ({asked}) asked join {cards} p on p.id = asked.id
            cross join lateral (select jsonb_agg({Seen("q")} order by q.id) found
                from jsonb_array_elements_text(p.data -> 'formerNumbers') former
                cross join lateral (select q.* from {cards} q where {Live("q")} and q.id <> p.id
                    and q.data -> 'numberKey' ->> 'commune' = split_part(former, '.', 1)
                    and q.data -> 'numberKey' ->> 'sheet' = split_part(former, '.', 2)
                    and q.data -> 'numberKey' ->> 'plot' = split_part(former, '.', 3) limit 1) q) bearers
            where bearers.found is not null{(compare is null ? "" : $" and p.id {compare} $3")}
            order by p.id limit $2
            """;
    }

    private static string Certificates(string schema, bool province, string? compare) =>
        $"""
        select p.id, jsonb_build_array({Seen("p")}) from {schema}.mt_doc_plotcard p
        where {Live("p")} and jsonb_array_length(p.data -> 'certificates') > 1{(province ? "" : $" and {In("p")}")}
            {(compare is null ? "" : $"and p.id {compare} $3")}
        order by p.id limit $2
        """;

    private static string Serials(string schema, bool province, string? compare)
    {
        const string Serial = "p.data ->> 'newestSerial'";
        var from = $"""
            from {schema}.mt_doc_plotcard p where {Serial} is not null
            {(compare is null ? "" : $"and {Serial} {compare} $3")}
            """;
        var asked = province ? $"select {Serial} serial {from} group by 1 having count(*) > 1 order by 1 limit $2"
            : $"select distinct {Serial} serial {from} and {Live("p")} and {In("p")} order by 1 limit $2";
        return
            $"""
            select asked.serial, plots.found from ({asked}) asked
            cross join lateral (select coalesce(jsonb_agg({Seen("p")} order by p.id), '[]') found
                from (select p.* from {schema}.mt_doc_plotcard p
                where {Serial} = asked.serial and {Serial} is not null and {AlsoLive("p")} order by p.id limit {MostOfOneSerial}) p) plots
            order by asked.serial
            """;
    }

    private static string Live(string card) => $"{card}.data ->> 'status' = 'live'";

    // The same, in words that no index knows. Otherwise the planner takes all of the index over live numbers to narrow down the one or two
    // rows that another index finds, five milliseconds for each.
    private static string AlsoLive(string card) => $"coalesce({card}.data ->> 'status', '') = 'live'";

    private static string In(string card) => $"{card}.data -> 'numberKey' ->> 'commune' = any($1)";

    private static string Number(string card) => $"concat_ws('.', {card}.data -> 'numberKey' ->> 'commune',"
        + $" {card}.data -> 'numberKey' ->> 'sheet', {card}.data -> 'numberKey' ->> 'plot')";

    private static string Seen(string card) => $"jsonb_build_object('id', {card}.id, 'version', {card}.data -> 'version',"
        + $" 'plotNumber', {card}.data -> 'plotNumber', 'areaSquareMetres', {card}.data -> 'areaSquareMetres',"
        + $" 'holders', {card}.data -> 'holders', 'certificates', {card}.data -> 'certificates')";
}
