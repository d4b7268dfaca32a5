using System.Globalization;
using System.Text.Json.Nodes;

namespace LandLedger.Intake;

/// <summary>What the <c>import</c> command says, in Vietnamese and English.</summary>
internal static class ImportReport
{
    /// <summary>One line in both languages.</summary>
    public static void Say(string vi, string en) => Console.Out.WriteLine($"{vi} / {en}");

    /// <summary>One line in both languages about what went wrong.</summary>
    public static void Complain(string vi, string en) => Console.Error.WriteLine($"{vi} / {en}");

    /// <summary>How far a run is, in one line.</summary>
    public static string Line(JsonNode run)
    {
        var left = run["secondsLeft"] is { } seconds ? $", còn/left {TimeSpan.FromSeconds(seconds.GetValue<int>()):hh\\:mm\\:ss}" : "";
        return $"{run["progress"],3} % {State(run["state"]!.ToString())}, {Number(run["rows"]!["read"])} dòng/rows{left}";
    }

    /// <summary>What came of a run.</summary>
    public static void Write(JsonNode run)
    {
        var (rows, plots) = (run["rows"]!, run["plots"]!);
        Row("Kết quả", "Result", State(run["state"]!.ToString()));
        Row("Dòng đã đọc", "Rows read", Number(rows["read"]));
        Row("Dòng bị giữ lại", "Rows held back", Number(rows["rejected"]));
        Row("Thửa mới", "New plots", Number(plots["new"]));
        Row("Thửa thay đổi", "Changed plots", Number(plots["changed"]));
        Row("Thửa không đổi", "Unchanged plots", Number(plots["unchanged"]));
        Row("Mâu thuẫn", "Conflicts", Number(run["conflicts"]));
        Each(run["conflictsByField"]);
        Row("Quyết định theo quy tắc", "Decided by rule",
            Number(run["decidedByRule"]?.AsObject().Sum(rule => rule.Value!.GetValue<int>()) ?? 0));
        Each(run["decidedByRule"]);
        foreach (var reject in run["rejectsByCode"]!.AsArray())
            Row($"  {reject!["meaning"]?["vi"] ?? reject["code"]}", $"{reject["meaning"]?["en"] ?? reject["code"]}", Number(reject["count"]));
        if (run["rowsPerSecond"] is { } pace)
            Row("Giây", "Seconds", $"{run["seconds"]} ({pace} dòng/giây, rows/s)");
        foreach (var (why, words) in (ReadOnlySpan<(string, string)>)[("failedFor", "failedBecause"), ("heldFor", "heldBecause")])
        {
            if (run[why] is { } code)
                Complain($"{run[words]?["vi"]} ({code})", $"{run[words]?["en"]}");
        }
    }

    private static void Each(JsonNode? counts)
    {
        foreach (var (name, count) in counts?.AsObject() ?? [])
            Console.Out.WriteLine($"    {name}: {Number(count)}");
    }

    private static void Row(string vi, string en, string value) => Console.Out.WriteLine($"  {vi} / {en}: {value}");

    private static string Number(JsonNode? count) => (count?.GetValue<int>() ?? 0).ToString("N0", CultureInfo.InvariantCulture);

    private static string State(string state) => state switch
    {
        "queued" => "chờ/queued",
        "running" => "đang chạy/running",
        "finished" => "xong/finished",
        "failed" => "thất bại/failed",
        "cancelled" => "đã hủy/cancelled",
        "held" => "chờ duyệt/held",
        _ => state,
    };
}
