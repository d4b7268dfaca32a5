using System.Collections.Frozen;
using System.Globalization;
using LandLedger.Sources.Rows;
using LandLedger.Sources.Xlsx;

namespace LandLedger.Sources.Vbdlis;

/// <summary>The system's own numbers for origins, transfers and sexes, in the codes of the ledger.</summary>
internal static class VbdlisCodes
{
    // 12 and 13 are the longer wordings of 2 and 3. For 14 to 16 no symbol is printed on certificates: unknown.
    private static readonly FrozenDictionary<string, string> Origins = new Dictionary<string, string>
    {
        ["1"] = "CNQ", ["2"] = "CNQ-CTT", ["3"] = "CNQ-KTT", ["4"] = "DG-CTT", ["5"] = "DG-KTT", ["6"] = "DG-QL", ["7"] = "DT-KCN",
        ["8"] = "DT-KCN-THN", ["9"] = "DT-KCN-TML", ["10"] = "DT-THN", ["11"] = "DT-TML", ["12"] = "CNQ-CTT", ["13"] = "CNQ-KTT",
    }.ToFrozenDictionary();

    // Codes of the list of changes. A purchase is a transfer; both kinds of auction and both kinds of judgment are one.
    private static readonly FrozenDictionary<string, string> Transfers = new Dictionary<string, string>
    {
        ["1"] = "CD", ["2"] = "CN", ["3"] = "TK", ["4"] = "GP", ["5"] = "TA", ["6"] = "DG", ["7"] = "XN", ["8"] = "GT", ["9"] = "GK",
        ["15"] = "CN", ["16"] = "DG", ["17"] = "GA", ["18"] = "GA", ["19"] = "TQ", ["21"] = "TQ",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Sexes = new Dictionary<string, string>
    {
        ["1"] = "male", ["0"] = "female", ["true"] = "male", ["false"] = "female",
    }.ToFrozenDictionary();

    /// <summary>What differs from other systems. Made for each pass, since it remembers words.</summary>
    public static RowRules Rules(SourceOptions options) => new()
    {
        Options = options,
        Dates = new Dates(["yyyy-MM-dd", "d/M/yyyy", "yyyy"]),
        Translations = new Dictionary<Field, IReadOnlyDictionary<string, string>> { [Field.Sex] = Sexes },
    };

    /// <summary>
    /// Origin and transfer as certificates print them together, such as <c>CN-CNQ-CTT</c>; what is unknown stays as it is, so that
    /// it is rejected where it is read.
    /// </summary>
    public static RawCell Origin(VbdlisOrigin origin)
    {
        var (from, transfer) = (Text(origin.LoaiNguonGocId), Text(origin.LoaiNguonGocChuyenQuyenId));
        if (from is null && transfer is null)
            return default;
        var symbol = from is null ? "" : Origins.GetValueOrDefault(from, from);
        if (transfer is null or "0")
            return RawCell.OfText(0, symbol);
        return RawCell.OfText(0, $"{Transfers.GetValueOrDefault(transfer, transfer)}-{symbol}");
    }

    /// <summary>The text of a cell, null if it says nothing.</summary>
    public static string? Text(in RawCell cell) => cell.Kind switch
    {
        CellKind.Text => string.IsNullOrWhiteSpace(cell.Text) ? null : cell.Text.Trim(),
        CellKind.Number => cell.Number.ToString("R", CultureInfo.InvariantCulture),
        CellKind.Bool => cell.Text,
        _ => null,
    };

    /// <summary>True if a mark is stated and says no.</summary>
    public static bool IsFalse(in RawCell cell) => Text(cell) is { } text
        && (text == "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase));

    /// <summary>True if a mark is stated and says yes.</summary>
    public static bool IsTrue(in RawCell cell) => Text(cell) is { } text
        && (text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase));
}
