using System.Globalization;
using LandLedger.Sources.CodeLists;
using NodaTime;

namespace LandLedger.Sources.Samples;

/// <summary>What is done to a plot so that the sample is as untidy as life.</summary>
internal enum SampleFlaw
{
    None,
    MissingField,
    BadCell,
    Duplicate,
    Disagreement,
}

/// <summary>A made-up plot with its certificate and holders.</summary>
internal sealed record SamplePlot(
    int Index,
    string Commune,
    string Sheet,
    string Number,
    string? Code,
    decimal Area,
    (string Purpose, decimal Area)[] Uses,
    string Origin,
    string? Transfer,
    string Term,
    string Serial,
    LocalDate IssuedOn,
    string BookNumber,
    string Address,
    SampleHousehold Household,
    bool HasNewPeople,
    SampleFlaw Flaw,
    int Variant)
{
    private const int PlotsOfSheet = 250;

    /// <summary>How far behind the first a duplicate comes; neighbouring rows would be one plot.</summary>
    public const int DuplicateDistance = 10;

    private static readonly (string, double)[] Origins = [("CNQ-CTT", 45), ("CNQ-KTT", 30), ("DG-CTT", 12), ("DG-KTT", 10), ("DT-THN", 3)];
    private static readonly (string?, double)[] Transfers = [(null, 60), ("CN", 25), ("TA", 10), ("TK", 5)];

    /// <summary>The plot's number in the words of the ledger.</summary>
    public string Key => $"{Commune}.{Sheet}.{Number}";

    /// <summary>The plot with this index.</summary>
    public static SamplePlot Make(SampleOptions options, int index)
    {
        var random = new SampleRandom(options.Seed, "plot", index);

        // Every eighth plot belongs to those of the plot before.
        var isSecond = index % 8 == 7;
        var household = SampleHousehold.Make(options, isSecond ? index - 1 : index);
        var uses = PickUses(random, Communes.Find(options.Commune)!.Kind == "ward" ? "ODT" : "ONT");
        var (serial, issued, book) = PickCertificate(random, options.First + index);
        if (new SampleRandom(options.Seed, "measured anew", index).Share() < options.Changed)
            uses = [(uses[0].Purpose, uses[0].Area + 7m), .. uses[1..]];
        var isFarmland = uses[0].Purpose is not ("ODT" or "ONT");
        return new SamplePlot(
            index,
            options.Commune,
            Text(1 + (index / PlotsOfSheet)),
            PickNumber(random, 1 + (index % PlotsOfSheet)),
            random.Below(10) < 6 ? PlotCode(options.First + index) : null,
            uses.Sum(use => use.Area) + Rounding(random),
            uses,
            random.Weighted(Origins),
            random.Weighted(Transfers),
            isFarmland ? "2043-10-15" : UseTerms.LongTerm,
            serial,
            issued,
            book,
            household.Address,
            household,
            !isSecond,
            PickFlaw(options, random, index),
            random.Below(1 << 20));
    }

    private static SampleFlaw PickFlaw(SampleOptions options, SampleRandom random, int index)
    {
        var draw = random.Share() - options.MissingFields;
        if (draw < 0)
            return SampleFlaw.MissingField;
        if ((draw -= options.BadCells) < 0)
            return SampleFlaw.BadCell;
        if ((draw -= options.Disagreements) < 0)
            return SampleFlaw.Disagreement;
        return draw - options.Duplicates < 0 && index < options.Plots - DuplicateDistance ? SampleFlaw.Duplicate : SampleFlaw.None;
    }

    private static (string Purpose, decimal Area)[] PickUses(SampleRandom random, string residential) => random.Below(100) switch
    {
        < 45 => [(residential, random.Between(600, 3_000) / 10m)],
        < 65 => [(residential, random.Between(1_000, 4_000) / 10m), ("CLN", random.Between(1_000, 30_000) / 10m)],
        < 87 => [("CLN", random.Between(5_000, 150_000) / 10m)],
        < 95 => [("HNK", random.Between(3_000, 50_000) / 10m)],
        < 98 => [("LUC", random.Between(5_000, 40_000) / 10m)],
        _ => [(residential, 300m), ("CLN", random.Between(1_000, 9_000) / 10m), ("HNK", random.Between(500, 5_000) / 10m)],
    };

    /// <summary>Some plots are measured finer than their uses.</summary>
    private static decimal Rounding(SampleRandom random) => random.Below(10) == 0 ? random.Between(-4, 4) / 100m : 0m;

    private static string PickNumber(SampleRandom random, int number) => random.Below(200) switch
    {
        0 => $"{Text(number)}-1",
        1 => $"PL{Text(number)}",
        2 => number.ToString("000", CultureInfo.InvariantCulture),
        _ => Text(number),
    };

    /// <summary>Serial by era of the form; the digits are different for every plot.</summary>
    private static (string Serial, LocalDate Issued, string Book) PickCertificate(SampleRandom random, int index)
    {
        var digits = (index * 7919L) % 1_000_000;
        var (letters, from, to) = random.Below(10) switch
        {
            < 4 => ("B" + random.Pick(Letters), 2010, 2013),
            < 9 => ("C" + random.Pick(Letters), 2015, 2023),
            _ => ("AA", 2025, 2025),
        };
        var issued = new LocalDate(random.Between(from, to), random.Between(1, 12), random.Between(1, 28));
        var serial = letters == "AA"
            ? string.Create(CultureInfo.InvariantCulture, $"AA {digits:00000000}")
            : string.Create(CultureInfo.InvariantCulture, $"{letters} {digits:000000}");
        return (serial, issued, string.Create(CultureInfo.InvariantCulture, $"CS{random.Between(1, 99_999):00000}"));
    }

    private static readonly string[] Letters = ["A", "B", "C", "D", "E", "G", "H", "I", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T"];

    /// <summary>A code of twelve characters: a place near Đà Lạt as GeoHash, forty metres apart.</summary>
    private static string PlotCode(int index)
    {
        const string alphabet = "0123456789bcdefghjkmnpqrstuvwxyz";
        var (latitude, longitude) = (11.80 + (index % 700 * 0.0004), 108.30 + (index / 700 * 0.0004));
        var (south, north, west, east) = (-90.0, 90.0, -180.0, 180.0);
        var code = new char[12];
        for (var (bit, value) = (0, 0); bit < 60; bit++)
        {
            bool high;
            if (bit % 2 == 0)
            {
                high = longitude >= (west + east) / 2;
                (west, east) = high ? ((west + east) / 2, east) : (west, (west + east) / 2);
            }
            else
            {
                high = latitude >= (south + north) / 2;
                (south, north) = high ? ((south + north) / 2, north) : (south, (south + north) / 2);
            }

            value = ((value << 1) | (high ? 1 : 0)) & 31;
            if (bit % 5 == 4)
                code[bit / 5] = alphabet[value];
        }

        return new string(code);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => $"SamplePlot {Key} ***";
}
