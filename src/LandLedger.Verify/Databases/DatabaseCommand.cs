using System.Globalization;
using LandLedger.Proof;
using LandLedger.Proof.Verdicts;
using LandLedger.Verify.Logs;

namespace LandLedger.Verify.Databases;

/// <summary>
/// <c>database</c>: judges a log as <c>log</c> does, then holds every row of a live database against it. Writes nothing and sees one
/// moment of the database, so the ledger goes on meanwhile.
/// </summary>
internal static class DatabaseCommand
{
    public const string Usage =
        "--connection CS --log DIR --keys KEYS [--schema ledger] [--workers N] [--resume FILE] [--origins] [--json]";

    private const int MostWorkers = 256;

    public static async Task<int> RunAsync(string[] args, TimeProvider clock)
    {
        var words = new CommandWords(args, 0, ["--connection", "--log", "--keys", "--schema", "--workers", "--resume"], ["--origins"]);
        var (connection, folder, keys) = (words.Need("--connection"), words.Need("--log"), words.Keys());
        var (schema, workers) = (words.Find("--schema") ?? "ledger", Workers(words.Find("--workers")));
        if (words.Has("--origins") && keys.Origins.Count == 0)
            throw new Unusable("--origins cần các khóa gốc trong --keys.", "--origins needs origin keys in --keys.");
        // What cannot be reached is said before a large log is read.
        await (await LedgerDatabase.OpenAsync(connection, schema, workers)).DisposeAsync();
        var verdict = await JudgeAsync(folder, keys, words.Has("--origins"), async reference =>
        {
            // Seen after the checkpoint was read, so everything that it covers is there.
            await using var database = await LedgerDatabase.OpenAsync(connection, schema, workers);
            var check = new DatabaseCheck(database, reference, workers, words.Find("--resume"), clock);
            return (await check.RunAsync(), check.Checked);
        });
        return Report.Say(verdict, words.Json);
    }

    private static async Task<Verdict> JudgeAsync(
        string folder, TrustedKeys keys, bool everyOrigin, Func<Reference, Task<(IReadOnlyList<Finding> Findings, long Checked)>> judge)
    {
        if (NoteFile.OfFolder(folder, keys, out var none) is not { } note)
            return new([none!]);
        if (!note.SignedByLog)
            return new(note.Findings) { Checkpoint = note.Checkpoint, Cosigned = note.Cosigned };
        var index = new LogIndex(note.Checkpoint!.Size);
        var log = new LogCheck(folder, note.Checkpoint, index.Add);
        var verdict = new Verdict([.. note.Findings, .. log.Run()])
        {
            Checkpoint = note.Checkpoint, Cosigned = note.Cosigned, Checked = log.Checked,
        };
        // Rows are held only against a log that holds itself; that witnesses are missing makes no row wrong.
        if (verdict.Findings.Any(finding => finding.Weight != Outcome.Sound && finding.Code != FindingCodes.WitnessesMissing))
            return verdict;
        var (findings, rows) = await judge(new(folder, note.Checkpoint, index, keys.Origins, everyOrigin));
        return verdict with { Findings = [.. verdict.Findings, .. findings], Checked = rows };
    }

    private static int Workers(string? text)
    {
        if (text is null)
            return Environment.ProcessorCount;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= MostWorkers
            ? count
            : throw new Unusable("--workers phải là số từ 1 đến 256.", "--workers is a number from 1 to 256.");
    }
}
