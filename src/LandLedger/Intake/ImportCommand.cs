using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace LandLedger.Intake;

/// <summary>
/// <c>import</c>: uploads a file to a running ledger, follows the run and reports what came of it. A client of the HTTP API.
/// </summary>
public static class ImportCommand
{
    /// <summary>Exit codes: read to the end; the ledger refused or does not answer; wrong words.</summary>
    public const int Finished = 0, Refused = 1, WrongWords = 2;

    /// <summary>Exit codes: read to the end with rows held back; failed; cancelled, or waiting for a second person.</summary>
    public const int WithRejects = 3, Failed = 4, Stopped = 5;

    /// <summary>Runs the command.</summary>
    /// <returns>One of the codes above.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (ImportWords.Read(args, Environment.GetEnvironmentVariable("LEDGER_TOKEN"), out var wrong) is not { } words)
        {
            foreach (var line in (string[])[wrong.Vi, wrong.En, ImportWords.Usage])
                await Console.Error.WriteLineAsync(line);
            return WrongWords;
        }

        // The console of Windows speaks another language by itself.
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = System.Text.Encoding.UTF8;
        using var client = new ImportClient(words.Server, words.Token);
        using var stop = new CancellationTokenSource();
        var leaving = new Leaving(client, stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, leaving.Asked);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, leaving.Asked);
        try
        {
            ImportReport.Say("Đang tải lên…", "Uploading…");
            var run = leaving.Run = await client.UploadAsync(words, stop.Token);
            ImportReport.Say($"Lượt nhập {run}", $"Import {run}");
            return await FollowAsync(client, words, run, stop.Token);
        }
        catch (OperationCanceledException)
        {
            ImportReport.Say("Đã dừng.", "Stopped.");
            return Stopped;
        }
        catch (LedgerRefusedException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return Refused;
        }
        catch (Exception silent) when (silent is HttpRequestException or IOException)
        {
            ImportReport.Complain($"Sổ không trả lời: {words.Server}", $"The ledger does not answer: {words.Server}");
            return Refused;
        }
    }

    private static async Task<int> FollowAsync(ImportClient client, ImportWords words, string run, CancellationToken cancellation)
    {
        JsonNode? last = null;
        using (var bar = new ImportBar())
        {
            await foreach (var shown in client.FollowAsync(run, cancellation))
                bar.Show(last = shown);
        }

        var rejected = last!["rows"]!["rejected"]!.GetValue<int>();
        ImportReport.Write(last);
        if (rejected > 0)
        {
            var path = $"{Path.GetFullPath(words.File)}.rejects-{run}.csv";
            await client.SaveRejectsAsync(run, path, cancellation);
            ImportReport.Say($"Các dòng bị giữ lại: {path}", $"Rows held back: {path}");
        }

        return last["state"]!.ToString() switch
        {
            "finished" => rejected > 0 ? WithRejects : Finished,
            "failed" => Failed,
            _ => Stopped,
        };
    }

    // What Ctrl-C does: first the ledger is asked to stop the run, and its end is waited for; then the command just leaves.
    private sealed class Leaving(ImportClient client, CancellationTokenSource leaving)
    {
        private int times;

        public string? Run { get; set; }

        public void Asked(PosixSignalContext signal)
        {
            signal.Cancel = true;
            if (Interlocked.Increment(ref times) > 1 || Run is not { } run)
            {
                leaving.Cancel();
                return;
            }

            ImportReport.Say("Đang yêu cầu sổ dừng lượt nhập…", "Asking the ledger to stop the import…");
            _ = CancelAsync(run);
        }

        private async Task CancelAsync(string run)
        {
            try
            {
                await client.CancelAsync(run, leaving.Token);
            }
            catch (Exception silent) when (silent is HttpRequestException or LedgerRefusedException or OperationCanceledException)
            {
                await leaving.CancelAsync();
            }
        }
    }
}
