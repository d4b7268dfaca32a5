using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Logs;

/// <summary><c>log</c>: judges a copy of a log's public files, and whether it continues an earlier checkpoint.</summary>
internal static class LogCommand
{
    public const string Usage = "DIR --keys KEYS [--since OLD_CHECKPOINT_FILE] [--json]";

    public static Task<int> RunAsync(string[] args, TimeProvider clock)
    {
        var words = new CommandWords(args, 1, ["--keys", "--since"], []);
        return Task.FromResult(Report.Say(Judge(words[0], words.Keys(), words.Find("--since")), words.Json));
    }

    internal static Verdict Judge(string folder, TrustedKeys keys, string? since)
    {
        if (NoteFile.OfFolder(folder, keys, out var none) is not { } note)
            return new([none!]);
        // What the log did not sign promises nothing that its files could break.
        if (!note.SignedByLog)
            return new(note.Findings) { Checkpoint = note.Checkpoint, Cosigned = note.Cosigned };
        var check = new LogCheck(folder, note.Checkpoint!);
        List<Finding> findings = [.. note.Findings, .. check.Run()];
        if (since is not null)
        {
            if (NoteFile.Earlier(since, keys, out var why) is { } earlier)
                findings.AddRange(Growth.Between(earlier, note.Checkpoint!, new TileFolder(folder)));
            findings.AddRange(why);
        }

        return new(findings) { Checkpoint = note.Checkpoint, Cosigned = note.Cosigned, Checked = check.Checked };
    }
}
