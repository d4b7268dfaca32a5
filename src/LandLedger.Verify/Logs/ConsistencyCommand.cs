using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Logs;

/// <summary><c>consistency</c>: judges whether a log, or a later checkpoint with a proof, continues an earlier checkpoint.</summary>
internal static class ConsistencyCommand
{
    public const string Usage = "OLD_CHECKPOINT_FILE DIR|NEW_CHECKPOINT_FILE --keys KEYS [--proof FILE] [--json]";

    public static Task<int> RunAsync(string[] args, TimeProvider clock)
    {
        var words = new CommandWords(args, 2, ["--keys", "--proof"], []);
        var isFolder = Directory.Exists(words[1]);
        if (isFolder && words.Has("--proof"))
            throw new Unusable("--proof đi cùng tệp điểm kiểm mới.", "--proof goes with the file of a later checkpoint.");
        if (!isFolder && !words.Has("--proof"))
            throw new Unusable("Cần thư mục nhật ký, hoặc --proof.", "A log's folder is needed, or --proof.");
        var keys = words.Keys();
        var proof = words.Find("--proof") is { } file ? CommandWords.Read(file, Proof) : null;
        return Task.FromResult(Report.Say(Judge(words[0], words[1], proof, keys), words.Json));
    }

    internal static Verdict Judge(string old, string current, IReadOnlyList<byte[]>? proof, TrustedKeys keys)
    {
        var earlier = NoteFile.Earlier(old, keys, out var why);
        var later = proof is null ? NoteFile.OfFolder(current, keys, out var none) : NoteFile.Read(current, keys, out none);
        List<Finding> findings = [.. why, .. none is null ? [] : (Finding[])[none], .. later?.Findings ?? []];
        if (earlier is not null && later is { SignedByLog: true, Checkpoint: { } checkpoint })
        {
            findings.AddRange(proof is null
                ? Growth.Between(earlier, checkpoint, new TileFolder(current))
                : Growth.Between(earlier, checkpoint, proof));
        }

        return new(findings) { Checkpoint = later?.Checkpoint, Cosigned = later?.Cosigned ?? 0, Checked = later is null ? 1 : 2 };
    }

    // A hash a line, as base64.
    private static IReadOnlyList<byte[]> Proof(string text) =>
        [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Select(Convert.FromBase64String)];
}
