using System.Text.RegularExpressions;
using LandLedger.Sources.CodeLists;

namespace LandLedger.Sources.Rows;

/// <summary>Turns a row of plot × person into codes, or into the reasons why it is held back.</summary>
internal sealed partial class PlotRowParser
{
    /// <summary>Uses are rounded to 0.1 m², up to three of them; their sum may differ by this much from the plot's area.</summary>
    public const decimal AreaTolerance = 0.5m;

    private static readonly (Field Purpose, Field Area, Field Origin, Field Form, Field Term)[] Uses =
    [
        (Field.Purpose1, Field.Area1, Field.Origin1, Field.Form1, Field.Term1),
        (Field.Purpose2, Field.Area2, Field.Origin2, Field.Form2, Field.Term2),
        (Field.Purpose3, Field.Area3, Field.Origin3, Field.Form3, Field.Term3),
    ];

    private readonly RowRules rules;
    private readonly CellReading cells;
    private readonly PlotRow result;

    private PlotRowParser(InputRow row, RowRules rules, PlotRow result)
    {
        this.rules = rules;
        this.result = result;
        cells = new CellReading(row, rules, result);
    }

    /// <summary>Interprets a row; never throws for what stands in it.</summary>
    public static PlotRow Parse(InputRow row, RowRules rules)
    {
        var parser = new PlotRowParser(row, rules, new PlotRow { Number = row.Number, Original = row.Original });
        parser.ReadKey();
        parser.ReadHolder();
        if (parser.result is { NamesNoPlot: true, Rejects.Count: 0 })
        {
            // The lower row of merged cells, or a note below the table: one reason is enough.
            parser.cells.Require(Field.Commune, false);
            return parser.result;
        }

        parser.RequireKey();
        parser.ReadCertificate();
        parser.ReadPlot();
        parser.ReadUses();
        parser.CheckAreas();
        return parser.result;
    }

    /// <summary>Interprets the plot and its certificate alone, up to three uses of it.</summary>
    public static PlotRow ParsePlot(InputRow row, RowRules rules)
    {
        var parser = new PlotRowParser(row, rules, new PlotRow { Number = row.Number, Original = row.Original });
        parser.ReadKey();
        parser.RequireKey();
        parser.ReadCertificate();
        parser.ReadPlot();
        parser.ReadUses();
        return parser.result;
    }

    /// <summary>Interprets further uses of a plot that has more than three.</summary>
    public static void ParseUses(InputRow row, RowRules rules, PlotRow into) => new PlotRowParser(row, rules, into).ReadUses();

    /// <summary>Makes sure that the uses, once all are there, sum to the plot.</summary>
    public static void ParseSum(InputRow row, RowRules rules, PlotRow of) => new PlotRowParser(row, rules, of).CheckAreas();

    /// <summary>Interprets a holder of a plot.</summary>
    public static void ParseHolder(InputRow row, RowRules rules, PlotRow into) => new PlotRowParser(row, rules, into).ReadHolder();

    private void ReadKey()
    {
        result.RecordId = cells.Number(Field.RecordId);
        result.Commune = cells.Number(Field.Commune);
        result.Serial = cells.Number(Field.Serial) is { } serial ? Serial(serial) : null;
        result.Sheet = MapNumber(Field.Sheet);
        result.Plot = MapNumber(Field.Plot);

        result.FormerSheet = cells.Number(Field.FormerSheet);
        result.FormerPlot = cells.Number(Field.FormerPlot);

        var (printedSheet, printedPlot) = (MapNumber(Field.CertificateSheet), MapNumber(Field.CertificatePlot));
        var isOnMap = result.Sheet is not null || result.Plot is not null
            || cells.IsRejected(Field.Sheet) || cells.IsRejected(Field.Plot);
        if (isOnMap || (printedSheet is null && printedPlot is null))
            return;

        // The number of an older map: it may name another plot on today's map, and a person has to know that it was used.
        (result.Sheet, result.Plot) = (printedSheet, printedPlot);
        cells.Warn(Field.Sheet, "number-from-certificate");
    }

    /// <summary>A sheet or plot number as written: zeros and letters kept, but no sentence, and no ID from a shifted column.</summary>
    private string? MapNumber(Field field)
    {
        if (cells.Number(field) is not { } number)
            return null;
        return IsShortNumber(number) || (KnownMapNumber().IsMatch(number) && !CellText.MayBePersonal(number))
            ? number
            : cells.Reject<string>(field, "number-unreadable");
    }

    private static bool IsShortNumber(string number) => number.Length is > 0 and < 9 && number.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    private void RequireKey()
    {
        if (result.Commune is { } old && IsOldCode())
        {
            FindPlace(old);
        }
        else if (result.Commune is { } commune && Communes.Find(commune) is null)
        {
            // Mistyped, not another commune: the other rows of the plot are held back with this one.
            result.Commune = cells.Reject<string>(Field.Commune, "commune-unknown");
        }

        cells.Require(Field.Commune, result.Commune is not null || result.FormerCommune is not null);
        cells.Require(Field.Sheet, result.Sheet is not null || cells.IsRejected(Field.CertificateSheet) || cells.IsRejected(Field.Commune));
        cells.Require(Field.Plot, result.Plot is not null || cells.IsRejected(Field.CertificatePlot));
        cells.Require(Field.Serial, !rules.SerialRequired || result.Serial is not null);
    }

    /// <summary>By the row's own date, if it has one; the year of the reorganisation alone says nothing.</summary>
    private bool IsOldCode()
    {
        var date = cells.Date(Field.CommuneDate);
        if (date is { Day: { } day })
            return day < Communes.ListDate;
        return date is { Year: var year } && year != Communes.ListDate.Year
            ? year < Communes.ListDate.Year
            : rules.Options.CommuneCodes != CommuneCodes.New;
    }

    private void FindPlace(string oldCommune)
    {
        var place = FormerPlace.Of(oldCommune, result.Sheet, cells.Text(Field.Scale), rules.Options);
        if (place.Code is not null)
            cells.Reject(place.At, place.Code, place.Candidates);
        (result.FormerCommune, result.FormerSheet, result.FormerPlot) = (oldCommune, result.Sheet, result.Plot);

        // The other rows of the plot are held back with this one: they have the same numbers, or none.
        (result.Commune, result.Sheet, result.UnderOldList) = (place.Commune, place.Sheet, place.Kept);
    }

    private void ReadCertificate()
    {
        var issued = cells.Date(Field.IssuedOn);
        result.IssuedOn = issued?.Day;
        if (issued is { Day: null })
            cells.Warn(Field.IssuedOn, "date-year-only");
        result.BookNumber = cells.Text(Field.BookNumber);
        result.ScanFile = cells.Text(Field.ScanFile);
        if (result.Serial is null && (issued is not null || result.BookNumber is not null))
            cells.Warn(Field.Serial, "certificate-without-serial");
    }

    private void ReadPlot()
    {
        result.PlotCode = cells.Word(Field.PlotCode, PlotCode, "plot-code-unreadable");
        result.Address = cells.Text(Field.PlotAddress);
        if (cells.Area(Field.PlotArea) is { } area)
            result.Area = area;
        else
            cells.Require(Field.PlotArea, false);
    }

    private void ReadUses()
    {
        foreach (var use in Uses)
        {
            var purpose = cells.Text(use.Purpose);
            var area = cells.Area(use.Area);
            var origin = cells.Word(use.Origin, LandOrigins.FromWords, "origin-unknown");
            var form = cells.Word(use.Form, UseForms.FromWords, "form-unknown");
            var term = cells.Word(use.Term, UseTerms.FromWords, "term-unknown");
            if (use.Purpose != Field.Purpose1 && purpose is null && area is null && origin is null && form is null && term is null)
                continue;

            cells.Require(use.Purpose, purpose is not null);
            cells.Require(use.Area, area is not null);
            if (purpose is null)
                continue;
            if (cells.Meaning(use.Purpose, purpose, LandPurposes.FromWords) is not { } known)
                cells.Reject<string>(use.Purpose, LandPurposes.NamesGroup(purpose) ? "land-purpose-ambiguous" : "land-purpose-unknown");
            else if (area is not null)
                result.LandUses.Add(new SourceLandUse(known.Code, area.Value, origin?.Origin, origin?.Transfer, form, term));
        }
    }

    private void CheckAreas()
    {
        if (result.Rejects.Count > 0)
            return;
        var sum = 0m;
        foreach (var use in result.LandUses)
            sum += use.AreaSquareMetres;
        if (Math.Abs(sum - result.Area) > AreaTolerance)
            cells.Reject<string>(Field.PlotArea, "areas-do-not-sum");
    }

    private void ReadHolder()
    {
        if (cells.Text(Field.CurrentUser) is not null)
            cells.Warn(Field.CurrentUser, "current-user-stated");

        var organisation = cells.Text(Field.OrganisationName);
        var organisationId = cells.Number(Field.OrganisationId);
        var name = cells.Text(Field.FullName);
        result.NamesPerson = name is not null || cells.IsRejected(Field.FullName);
        var kind = cells.Word(Field.HolderKind, Holders.KindOf, "holder-kind-unknown")
            ?? (organisation is null ? Holders.Individual : Holders.Organisation);
        var role = cells.Word(Field.Role, Holders.RoleOf, "role-unknown") ?? Holders.UsualRole(kind);
        var birth = cells.Date(Field.BirthDate);
        var sex = cells.Word(Field.Sex, Holders.SexOf, "sex-unknown");
        var (citizenId, oldId) = IdNumber();
        var address = cells.Text(Field.PersonAddress);
        var share = cells.Word(Field.Share, Shares.Of, "share-unreadable");

        if (result.NamesNoPlot && result.Rejects.Count == 0)
            return;
        if (kind == Holders.Organisation)
            cells.Require(Field.OrganisationName, organisation is not null);
        else if (organisation is null)
            cells.Require(Field.FullName, name is not null);

        // An organisation or community is a holder of its own; the person in its row speaks for it.
        if (organisation is not null && (kind is Holders.Organisation or Holders.Community))
        {
            result.Holders.Add(new SourceHolder(
                kind, Holders.Owner, organisation, null, null, null, null, null, name is null ? address : null, organisationId, share));
            share = null;
            (kind, role) = (Holders.Individual, Holders.Representative);
        }

        if (name is not null)
            result.Holders.Add(new SourceHolder(
                kind, role, name, birth?.Day, birth?.Year, sex, citizenId, oldId, address, organisationId, share));
    }

    /// <summary>The citizen ID, or the nine digits of the older card. Other forms are kept as given: they are judged later.</summary>
    private (string? CitizenId, string? OldId) IdNumber()
    {
        if (cells.HasExponent(Field.CitizenId))
            return (cells.Reject<string>(Field.CitizenId, "id-in-exponent"), null);
        var fromNumber = cells.IsPlainNumber(Field.CitizenId);
        if (cells.Number(Field.CitizenId) is not { } id)
            return (null, null);
        var isDigits = id.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
        if (!isDigits && Scientific().IsMatch(id))
            return (cells.Reject<string>(Field.CitizenId, "id-in-exponent"), null);
        if (fromNumber)
            cells.Warn(Field.CitizenId, "id-was-number");

        var digits = isDigits ? id : IdSpacing().Replace(id, "");
        if (digits.Length is 9 or 12 && digits.All(char.IsAsciiDigit))
            return digits.Length == 9 ? (null, digits) : (digits, null);
        cells.Warn(Field.CitizenId, "id-length");
        return (id, null);
    }

    /// <summary>Letters, one space, digits, if the serial has a known form; otherwise as written.</summary>
    private string Serial(string written)
    {
        if (IsUsualSerial(written))
            return written;
        var known = KnownSerial().Match(written.ToUpperInvariant());
        if (known.Success)
            return $"{known.Groups[1].Value} {known.Groups[2].Value}";
        cells.Warn(Field.Serial, "serial-form");
        return written;
    }

    /// <summary>Two letters, a space, six or eight digits: already in the form that is kept.</summary>
    private static bool IsUsualSerial(string written) =>
        written.Length is 9 or 11 && char.IsAsciiLetterUpper(written[0]) && char.IsAsciiLetterUpper(written[1]) && written[2] == ' '
        && written.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0;

    private static string? PlotCode(string written)
    {
        var code = written.ToLowerInvariant();
        return KnownPlotCode().IsMatch(code) ? code : null;
    }

    [GeneratedRegex(@"^[\p{L}0-9][\p{L}0-9./+()_-]{0,14}$")]
    private static partial Regex KnownMapNumber();

    [GeneratedRegex("^([A-ZĐ]{1,2}) ?([0-9]{6}|[0-9]{8})$")]
    private static partial Regex KnownSerial();

    // Twelve characters of the GeoHash alphabet (Circular 19/2026/TT-BNNMT).
    [GeneratedRegex("^[0-9b-hjkmnp-z]{12}$")]
    private static partial Regex KnownPlotCode();

    [GeneratedRegex("^[0-9](?:[.,][0-9]+)?[eE][+]?[0-9]+$")]
    private static partial Regex Scientific();

    [GeneratedRegex("[ .]")]
    private static partial Regex IdSpacing();
}
