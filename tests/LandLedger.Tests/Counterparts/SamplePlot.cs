using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LandLedger.Tests.Counterparts;

/// <summary>A plot record that VnLIS takes, to be bent by a test.</summary>
internal static partial class SamplePlot
{
    /// <summary>A text without receipts and times, in which any four digits may stand by chance.</summary>
    public static string WithoutChance(string text) => ReceiptOrTime.Replace(text, "");

    [GeneratedRegex(@"VL-[0-9a-f]{32}|\d{4}-\d\d-\d\dT[0-9:.]+Z")]
    private static partial Regex ReceiptOrTime { get; }

    public static JsonObject Of(Guid plotId, long ledgerVersion, string plotNumber) => new()
    {
        ["schemaVersion"] = 1,
        ["plotId"] = plotId.ToString(),
        ["ledgerVersion"] = ledgerVersion,
        ["plotNumber"] = new JsonObject
        {
            ["commune"] = "24781", ["codeListDate"] = "2025-07-01", ["sheet"] = "12", ["plot"] = plotNumber,
        },
        ["plotCode"] = "w6j5uj94pg7r",
        ["areaSquareMetres"] = "240.5",
        ["landUses"] = new JsonArray(
            Use("ODT", "100.2"),
            Use("CLN", "140.3")),
        ["address"] = new JsonObject { ["printed"] = "Thôn 5, xã Cũ, huyện Cũ", ["current"] = "Thôn 5" },
        ["certificates"] = new JsonArray(
            new JsonObject { ["serial"] = "BA 123456", ["bookNumber"] = "CH03730", ["issuedOn"] = "2013-04-05" }),
        ["holders"] = new JsonArray(
            Person("Nguyễn Văn Anh", "068085000001", "1985-02-01"),
            Person("Trần Thị Bích", "068187000002", "1987")),
    };

    private static JsonObject Use(string purpose, string area) => new()
    {
        ["purpose"] = purpose, ["areaSquareMetres"] = area, ["origin"] = "CNQ-CTT", ["form"] = "private", ["term"] = "long-term",
    };

    private static JsonObject Person(string name, string citizenId, string birth) => new()
    {
        ["kind"] = "individual",
        ["fullName"] = name,
        ["citizenId"] = citizenId,
        ["birthDate"] = birth,
        ["role"] = "owner",
        ["share"] = "1/2",
    };
}
