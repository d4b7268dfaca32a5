using System.Text;
using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;
using LandLedger.Verify.Logs;

namespace LandLedger.Verify.Copies;

/// <summary>
/// Takes a log home. First the promise is held against the one at home; only a log that continues it is let in, and of it only files
/// that lead to its root. The checkpoint is written last: the copy is always a whole log of the size that it says.
/// </summary>
internal sealed class LogCopy(LogSource source, HomeFolder home, TrustedKeys? keys)
{
    /// <summary>Copies what is not there yet.</summary>
    /// <returns>What was found; as the number checked, the files fetched.</returns>
    public async Task<Verdict> TakeAsync(CancellationToken cancellation)
    {
        CheckedNote? note = null;
        try
        {
            var bytes = await source.FindAsync(TilePath.Checkpoint, cancellation)
                ?? throw new CopyStopped(new(LogFindingCodes.CheckpointMissing));
            note = Check(Parsed(() => SignedNote.Parse(Encoding.UTF8.GetString(bytes)), TilePath.Checkpoint));
            if (!note.SignedByLog)
                return new(note.Findings) { Checkpoint = note.Checkpoint };
            var (before, now) = (AtHome(), note.Checkpoint!);
            if (now.Size > LogShape.MostLeaves)
                throw new Unusable("Nhật ký quá lớn đối với chương trình này.", "The log is too large for this program.");
            if (now.Size < before.Size)
                throw new CopyStopped(Older(before, now));
            var files = new FilesToCopy(source, home, new(now.Size));
            await ContinueAsync(before, now, files, cancellation);
            await files.TakeAsync(before.Size, cancellation);
            home.Store(TilePath.Checkpoint, bytes);
            home.RemoveParts(before.Size, now.Size);
            return new(note.Findings) { Checkpoint = now, Cosigned = note.Cosigned, Checked = files.Fetched };
        }
        catch (CopyStopped stopped)
        {
            return new([.. note?.Findings ?? [], stopped.Finding]) { Checkpoint = note?.Checkpoint, Cosigned = note?.Cosigned ?? 0 };
        }
    }

    // Without keys anybody's checkpoint is taken, and said to be.
    private CheckedNote Check(SignedNote note) => keys?.Check(note)
        ?? new(true, Parsed(() => Checkpoint.Parse(note.Text), TilePath.Checkpoint), [], [new(LogFindingCodes.LogUnchecked)]);

    private Checkpoint AtHome()
    {
        if (Parsed(home.Tiles.Note, home.Folder) is not { } note)
            return new("", 0, MerkleHash.Empty);
        var found = Check(note);
        return found.SignedByLog
            ? found.Checkpoint!
            : throw new CopyStopped(found.Findings[0] with { File = Path.Combine(home.Folder, TilePath.Checkpoint) });
    }

    // An earlier promise of the same log is nothing bad: another server may lag behind.
    private Finding Older(Checkpoint before, Checkpoint now)
    {
        var tree = new TileTree(home.Tiles, before.Size);
        return Growth.Continues(now, before, now.Size == 0 ? [] : Parsed(() => tree.Consistency(now.Size), home.Folder))
            ? new(LogFindingCodes.OlderThanCopy, now.Size, before.Size)
            : new(LogFindingCodes.Fork, before.Size, now.Size);
    }

    // With tiles of the server alone, and beside the copy: what is at home stays untouched by a fork.
    private static async Task ContinueAsync(Checkpoint before, Checkpoint now, FilesToCopy files, CancellationToken cancellation)
    {
        var beside = Directory.CreateTempSubdirectory("ledger-verify-");
        try
        {
            var edge = new HomeFolder(beside.FullName);
            await files.EdgeAsync(before.Size, edge, cancellation);
            var tree = new TileTree(edge.Tiles, now.Size);
            if (!Parsed(tree.Root, edge.Folder).AsSpan().SequenceEqual(now.Root))
                throw new CopyStopped(new(LogFindingCodes.RootWrong));
            var proof = before.Size == 0 ? [] : Parsed(() => tree.Consistency(before.Size), edge.Folder);
            if ((before.Origin.Length > 0 && before.Origin != now.Origin) || !Growth.Continues(before, now, proof))
                throw new CopyStopped(new(LogFindingCodes.Fork, before.Size, now.Size));
            files.KeepEdge(edge);
        }
        finally
        {
            beside.Delete(recursive: true);
        }
    }

    private static T Parsed<T>(Func<T> parse, string file)
    {
        try
        {
            return parse();
        }
        catch (FormatException unusable)
        {
            throw new CopyStopped(file == TilePath.Checkpoint
                ? new(LogFindingCodes.CheckpointUnreadable) { File = file }
                : new(LogFindingCodes.TileUnusable, unusable.Message) { File = file });
        }
    }
}
