using System.Text;
using LandLedger.Sources.CodeLists;
using NodaTime;
using NodaTime.Text;

namespace LandLedger.Plots;

/// <summary>
/// A plot number as numbers are compared: <c>007</c> and <c>7</c>, <c>PL9</c> and <c>pl 09</c> name the same plot. What is shown and
/// recorded stays as written. A commune of another list than the one of 1 July 2025 is named together with its list's date, such as
/// <c>24787@2004-07-08</c>: the same digits name another unit there.
/// </summary>
public sealed record PlotNumberKey(string Commune, string Sheet, string Plot)
{
    /// <summary>The key of a number.</summary>
    public static PlotNumberKey Of(PlotNumber number) => Of(CommuneOf(number.Commune, number.CodeListDate), number.Sheet, number.Plot);

    /// <summary>A commune as numbers name it when they are compared.</summary>
    public static string CommuneOf(string commune, LocalDate codeListDate) =>
        codeListDate == CommuneList.ListDate || commune.Length == 0 ? commune : $"{commune}@{LocalDatePattern.Iso.Format(codeListDate)}";

    /// <summary>
    /// The communes, as keys name them, whose plots the officers of a present commune decide on: itself, and the former ones that became
    /// it as a whole, while plots are still recorded under them.
    /// </summary>
    public static string[] CommunesOf(string present) =>
    [
        present,
        .. OldCommunes.All.Where(old => old.NewCode == present && !old.Split).Select(old => CommuneOf(old.Code, OldCommunes.ListDate)),
    ];

    /// <summary>The key of a number in parts.</summary>
    public static PlotNumberKey Of(string commune, string sheet, string plot) => new(commune, Part(sheet), Part(plot));

    /// <summary>One part of a number: capital letters, no blanks, no zeros in front of digits.</summary>
    public static string Part(string written)
    {
        var plain = true;
        for (var at = 0; at < written.Length && plain; at++)
            plain = char.IsAsciiDigit(written[at]) ? written[at] != '0' || !Leads(written, at) : !char.IsWhiteSpace(written[at]) && !char.IsLower(written[at]);
        if (plain)
            return written;

        var key = new StringBuilder(written.Length);
        for (var at = 0; at < written.Length; at++)
        {
            if (!char.IsWhiteSpace(written[at]) && !(written[at] == '0' && Leads(written, at)))
                key.Append(char.ToUpperInvariant(written[at]));
        }

        return key.ToString();
    }

    /// <summary>As it is written in a list of former numbers: <c>24787.12.345</c>.</summary>
    public override string ToString() => $"{Commune}.{Sheet}.{Plot}";

    // A zero leads when another digit follows and none but zeros stand before it in its run of digits.
    private static bool Leads(string written, int at)
    {
        if (at + 1 >= written.Length || !char.IsAsciiDigit(written[at + 1]))
            return false;
        for (var before = at - 1; before >= 0 && char.IsAsciiDigit(written[before]); before--)
        {
            if (written[before] != '0')
                return false;
        }

        return true;
    }
}
