using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LandLedger.Audit;
using LandLedger.Plumbing;

namespace LandLedger.Replay;

/// <summary>Tells in both languages in what two shown plots differ.</summary>
public static partial class DifferenceWords
{
    // What tells the items of the lists of a plot apart.
    private static readonly string[] Identities = ["holderId", "conflictId", "documentId", "serial", "recordKey", "purpose"];

    // These differ between any two versions and say nothing about the plot.
    private static readonly string[] Counted = ["version", "changedAt"];

    // Of an item that came or went: the members that name it to a reader.
    private static readonly Dictionary<string, string[]> Telling = new()
    {
        ["holders"] = ["name", "citizenId", "role", "share"], ["certificates"] = ["serial", "issuedOn"], ["documents"] = ["kind", "mediaType"],
        ["landUses"] = ["purpose", "areaSquareMetres", "origin", "form", "term"], ["conflicts"] = ["field", "state"],
        ["sources"] = ["system", "recordKey"], ["decided"] = ["field", "rule", "source"], ["address"] = ["printed"],
    };

    private static readonly Dictionary<string, Sentence> Labels = new()
    {
        ["plotNumber.commune"] = new("xã, phường", "commune"), ["plotNumber.communeName"] = new("tên xã, phường", "name of the commune"),
        ["plotNumber.codeListDate"] = new("ngày của danh mục xã", "date of the commune list"),
        ["plotNumber.sheet"] = new("số tờ bản đồ", "map sheet"), ["plotNumber.plot"] = new("số thửa", "plot on the sheet"),
        ["plotCode"] = new("mã định danh thửa đất", "plot code"), ["status"] = new("tình trạng thửa đất", "status of the plot"),
        ["areaSquareMetres"] = new("diện tích (m²)", "area (m²)"), ["address"] = new("địa chỉ", "address"),
        ["address.printed"] = new("địa chỉ", "address"), ["landUses"] = new("mục đích sử dụng đất", "land use"),
        ["landUses.areaSquareMetres"] = new("diện tích theo mục đích (m²)", "area of the use (m²)"),
        ["landUses.origin"] = new("nguồn gốc sử dụng", "origin of the use"), ["landUses.form"] = new("hình thức sử dụng", "form of the use"),
        ["landUses.term"] = new("thời hạn sử dụng", "term of the use"), ["certificates"] = new("giấy chứng nhận", "certificate"),
        ["certificates.issuedOn"] = new("ngày cấp giấy chứng nhận", "date of issue of the certificate"),
        ["certificates.bookNumber"] = new("số vào sổ", "book number of the certificate"), ["documents"] = new("tài liệu", "document"),
        ["holders"] = new("chủ sử dụng", "holder"), ["holders.share"] = new("tỷ lệ của chủ sử dụng", "share of the holder"),
        ["holders.role"] = new("vai trò của chủ sử dụng", "role of the holder"),
        ["holders.findings"] = new("điểm bất thường của số định danh", "findings about the holder's ID number"),
        ["holders.match.state"] = new("kết quả đối chiếu dân cư của chủ sử dụng", "match of the holder with the population register"),
        ["holders.match.at"] = new("thời điểm đối chiếu", "when the holder was matched"),
        ["holders.match.score"] = new("độ khớp", "score of the match"), ["holders.match.cause"] = new("lý do không khớp", "why it did not match"),
        ["holders.match.differingFields"] = new("trường không khớp", "fields that did not match"), ["conflicts"] = new("mâu thuẫn", "conflict"),
        ["conflicts.state"] = new("trạng thái mâu thuẫn", "state of the conflict"),
        ["conflicts.choice"] = new("phía được chọn", "side chosen in the conflict"),
        ["conflicts.proposedBy"] = new("người đề xuất", "who proposed"), ["conflicts.approvedBy"] = new("người phê duyệt", "who approved"),
        ["conflicts.settled"] = new("giá trị được chốt", "value settled on"), ["sources"] = new("bản ghi nguồn", "source record"),
        ["sources.recordHash"] = new("nội dung bản ghi nguồn", "content of the source record"),
        ["sources.receivedAt"] = new("thời điểm nhận bản ghi nguồn", "when the source record was received"),
        ["decided"] = new("quyết định theo quy tắc", "decision of a rule"), ["sync.state"] = new("trạng thái đồng bộ VnLIS", "state with VnLIS"),
        ["sync.receipt"] = new("biên nhận VnLIS", "receipt of VnLIS"), ["sync.version"] = new("phiên bản đã gửi VnLIS", "version sent to VnLIS"),
        ["sync.at"] = new("thời điểm VnLIS trả lời", "when VnLIS answered"),
        ["sync.rejectedFor"] = new("lý do VnLIS từ chối", "why VnLIS refused"),
        ["quality.group"] = new("nhóm dữ liệu", "data group"), ["quality.missing"] = new("nội dung còn thiếu", "what is missing"),
    };

    /// <summary>Every difference of two plots as they are shown, by path.</summary>
    public static ToldDifference[] Tell(JsonObject left, JsonObject right)
    {
        foreach (var counted in Counted)
        {
            left.Remove(counted);
            right.Remove(counted);
        }

        var (one, other) = ((JsonObject)Joined(left)!, (JsonObject)Joined(right)!);
        return
        [
            .. JsonDifference.Between(Bytes(one), Bytes(other), Identities).Select(found => Told(found, one, other))
                .Where(told => told.From is not null || told.To is not null),
        ];
    }

    private static ToldDifference Told(JsonDifference found, JsonObject left, JsonObject right)
    {
        var field = Places().Replace(found.Path, "");
        var (from, to) = (Shown(found.Left), Shown(found.Right));
        var label = Labels.GetValueOrDefault(field) ?? new(field, field);
        if (Places().Match(found.Path) is { Success: true } place && place.Index + place.Length < found.Path.Length
            && Named(field.Split('.')[0], place, left, right) is { } named)
            label = new($"{label.Vi} ({named})", $"{label.En} ({named})");
        var (before, after) = (InWords(field, found.Left), InWords(field, found.Right));
        return new(found.Path, from, to, (before, after) switch
        {
            (null, _) => new($"Thêm {label.Vi}: {after}", $"Added {label.En}: {after}"),
            (_, null) => new($"Bỏ {label.Vi}: {before}", $"Removed {label.En}: {before}"),
            _ => new($"Đổi {label.Vi}: {before} → {after}", $"Changed {label.En}: {before} → {after}"),
        });
    }

    // A list of words is told as one text: which word stands where says nothing.
    private static JsonNode? Joined(JsonNode? node) => node switch
    {
        JsonArray { Count: > 0 } words when words.All(word => word is JsonValue) => string.Join(", ", words.Select(word => word!.ToString())),
        JsonArray items => new JsonArray([.. items.Select(Joined)]),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Joined(member.Value)))),
        _ => node?.DeepClone(),
    };

    private static string? Named(string list, Match place, JsonObject left, JsonObject right)
    {
        foreach (var plot in (JsonObject[])[left, right])
        {
            foreach (var item in (plot[list] as JsonArray)?.OfType<JsonObject>() ?? [])
            {
                if (item[place.Groups[1].Value]?.ToString() == place.Groups[2].Value && place.Groups[1].Length > 0)
                    return item[list == "holders" ? "name" : list == "conflicts" ? "field" : place.Groups[1].Value]!.ToString();
            }
        }

        return null;
    }

    private static string? InWords(string field, string? json)
    {
        if (Shown(json) is null || JsonNode.Parse(json!) is not { } value)
            return null;
        if (value is JsonArray items)
            return string.Join("; ", items.Select(item => InWords(field, item?.ToJsonString(LedgerJson.Stored))));
        return value is JsonObject members && Telling.TryGetValue(field, out var telling)
            ? string.Join(' ', telling.Select(member => members[member]?.ToString()).Where(word => word is not null))
            : Shown(json);
    }

    private static string? Shown(string? json) => json is null or "null" or "[]" ? null : json[0] == '"' ? JsonSerializer.Deserialize<string>(json) : json;

    private static byte[] Bytes(JsonObject plot) => Encoding.UTF8.GetBytes(plot.ToJsonString(LedgerJson.Stored));

    [GeneratedRegex(@"\[(?:([A-Za-z]+)=)?([^\]]*)\]")]
    private static partial Regex Places();
}
