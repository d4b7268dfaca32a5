using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using Shouldly;

namespace LandLedger.Tests.Conflicts;

/// <summary>Bulk proposals over HTTP.</summary>
internal static class BulkCalls
{
    public const string Path = "/api/v1/conflicts/bulk-proposals";

    public static Task<Answer> ProposeInBulk(this HttpClient who, string source, string choice = "offered", string more = "",
        string commune = "24781", string field = "areaSquareMetres", string? key = null) =>
        who.PostJson(Path, $$"""
            {"filter":{"commune":"{{commune}}","field":"{{field}}","source":"{{source}}"{{more}}},"choice":"{{choice}}",
            "reason":"measured anew"}
            """, key: key);

    public static Task<Answer> ApproveInBulk(this HttpClient who, string id, int count) =>
        who.PostJson($"{Path}/{id}/approval", $$"""{"count":{{count}},"reason":"checked"}""");

    /// <summary>Every plot of a proposal, page by page.</summary>
    public static async Task<JsonNode[]> PlotsInBulk(this HttpClient who, string id, int limit = 200)
    {
        var rows = new List<JsonNode>();
        for (string? cursor = null; ;)
        {
            var page = await who.GetJson($"{Path}/{id}?limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
            page.Body!["items"].ShouldNotBeNull(page.Body.ToJsonString());
            page.Body["items"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(limit);
            rows.AddRange(page.Body["items"]!.AsArray().Select(row => row!));
            cursor = page.Body["next"]?.GetValue<string>();
            if (cursor is null)
                return [.. rows];
        }
    }

    public static string Counts(this Answer answer) => string.Join(' ', answer.Body!.AsObject()
        .Where(member => member.Key is not "id").Select(member => $"{member.Key} {member.Value}"));
}
