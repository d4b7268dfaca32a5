using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LandLedger.Intake;

namespace LandLedger.Replay;

/// <summary><c>rebuild</c>: starts, follows, steers and switches rebuilds of a running ledger. A client of the HTTP API.</summary>
public static class RebuildCommand
{
    /// <summary>Exit codes: done; refused, or no answer; wrong words.</summary>
    public const int Done = 0, Refused = 1, WrongWords = 2;

    /// <summary>Exit codes: the views differ; failed; cancelled.</summary>
    public const int Differs = 3, Failed = 4, Stopped = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Runs the command.</summary>
    /// <returns>One of the codes above.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (RebuildWords.Read(args, Environment.GetEnvironmentVariable("LEDGER_TOKEN"), out var wrong) is not { } words)
        {
            foreach (var line in (string[])[wrong.Vi, wrong.En, RebuildWords.Usage])
                await Console.Error.WriteLineAsync(line);
            return WrongWords;
        }

        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = System.Text.Encoding.UTF8;
        using var http = new HttpClient { BaseAddress = new(words.Ledger.Server, "api/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", words.Ledger.Token);
        try
        {
            return await FollowAsync(http, await StepAsync(http, words));
        }
        catch (LedgerRefusedException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return Refused;
        }
        catch (Exception silent) when (silent is HttpRequestException or IOException or TaskCanceledException)
        {
            ImportReport.Complain($"Sổ không trả lời: {words.Ledger.Server}", $"The ledger does not answer: {words.Ledger.Server}");
            return Refused;
        }
    }

    private static async Task<JsonNode> StepAsync(HttpClient http, RebuildWords words)
    {
        using var answer = words.Step switch
        {
            "start" => await http.PostAsJsonAsync("rebuilds",
                new { view = words.Subject, reason = words.Reason, expected = words.Expected, share = words.Share }),
            "repair" => await http.PostAsJsonAsync($"rebuilds/{words.Subject}/repair", new { reason = words.Reason }),
            "cutover" => await http.PostAsJsonAsync(
                $"rebuilds/{words.Subject}/cutover", new { reason = words.Reason, unexplained = words.Unexplained }),
            "show" => await http.GetAsync(new Uri($"rebuilds/{words.Subject}", UriKind.Relative)),
            _ => await http.PostAsync(new Uri($"rebuilds/{words.Subject}/{words.Step}", UriKind.Relative), null),
        };
        return await ImportClient.ReadAsync(answer, CancellationToken.None);
    }

    private static async Task<int> FollowAsync(HttpClient http, JsonNode rebuild)
    {
        var id = rebuild["id"]!.ToString();
        ImportReport.Say($"Lượt dựng lại {id}", $"Rebuild {id}");
        for (var shown = ""; rebuild["state"]!.ToString() is "queued" or "building" or "comparing" or "switching" or "repairing";)
        {
            var line = $"{rebuild["progress"],3} % {rebuild["state"]}, {Number(rebuild["rows"])} rows, {Number(rebuild["rowsPerSecond"])}/s";
            if (line != shown)
                await Console.Out.WriteLineAsync(rebuild["secondsLeft"] is { } left ? $"{line}, còn/left {left} s" : line);
            shown = line;
            // There is nothing to wait on but the ledger's next answer.
            await Task.Delay(Pause);
            using var answer = await http.GetAsync(new Uri($"rebuilds/{id}", UriKind.Relative));
            rebuild = await ImportClient.ReadAsync(answer, CancellationToken.None);
        }

        return Tell(rebuild);
    }

    private static int Tell(JsonNode rebuild)
    {
        ImportReport.Say($"Kết quả: {rebuild["state"]}", $"Result: {rebuild["state"]}");
        if (rebuild["report"] is { } report)
        {
            foreach (var (vi, en, member) in (ReadOnlySpan<(string, string, string)>)[("Giống nhau", "Equal", "equal"),
                ("Thiếu", "Missing", "missing"), ("Thừa", "Extra", "extra"), ("Khác nội dung", "Different", "different"),
                ("Ngoài dự kiến", "Unexplained", "unexplained")])
                ImportReport.Say($"  {vi}: {Number(report[member])}", $"{en}");
            foreach (var (cause, count) in report["byCause"]!.AsObject())
                Console.Out.WriteLine($"    {cause}: {Number(count)}");
            Console.Out.WriteLine($"  {report["liveRoot"]} live\n  {report["rebuiltRoot"]} rebuilt");
        }

        if (rebuild["switchMilliseconds"] is { } waited)
            ImportReport.Say($"  Ghi phải chờ {waited} ms khi chuyển", $"Writers waited {waited} ms at the switch");
        if (rebuild["failedFor"] is { } code)
            ImportReport.Complain($"{rebuild["failedBecause"]?["vi"]} ({code})", $"{rebuild["failedBecause"]?["en"]}");
        return rebuild["state"]!.ToString() switch
        {
            "failed" => Failed,
            "cancelled" => Stopped,
            "ready" or "found" when rebuild["failedFor"] is not null => Failed,
            "ready" or "found" when rebuild["report"]!["liveRoot"]!.ToString() != rebuild["report"]!["rebuiltRoot"]!.ToString() => Differs,
            _ => Done,
        };
    }

    private static string Number(JsonNode? count) => (count?.GetValue<long>() ?? 0).ToString("N0", CultureInfo.InvariantCulture);
}
