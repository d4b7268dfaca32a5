using System.Text;
using LandLedger.Proof;
using LandLedger.Proof.Tiles;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Logs;

/// <summary>A checkpoint in a file.</summary>
internal static class NoteFile
{
    /// <summary>The checkpoint of a log's folder, held against the keys.</summary>
    /// <returns>Null, and why, when there is none or it is no note.</returns>
    /// <exception cref="Unusable">There is no such folder.</exception>
    public static CheckedNote? OfFolder(string folder, TrustedKeys keys, out Finding? why)
    {
        if (!Directory.Exists(folder))
            throw new Unusable($"Không có thư mục {folder}.", $"There is no folder {folder}.");
        var path = Path.Combine(folder, TilePath.Checkpoint);
        why = File.Exists(path) ? null : new(LogFindingCodes.CheckpointMissing) { File = TilePath.Checkpoint };
        return why is null ? Read(path, keys, out why) : null;
    }

    /// <summary>The checkpoint of an earlier day: only the log's own signature counts, for that alone binds the log.</summary>
    /// <exception cref="Unusable">The file cannot be read.</exception>
    public static Checkpoint? Earlier(string path, TrustedKeys keys, out IReadOnlyList<Finding> why)
    {
        var note = Read(path, keys, out var unreadable);
        why = note is null ? [unreadable!] : [.. note.Findings.Where(finding => finding.Code != FindingCodes.WitnessesMissing)];
        why = [.. why.Select(finding => finding with { File = Path.GetFileName(path) })];
        return note is { SignedByLog: true } ? note.Checkpoint : null;
    }

    /// <summary>A checkpoint in a file, held against the keys.</summary>
    /// <returns>Null, and why, when it is no note.</returns>
    /// <exception cref="Unusable">The file cannot be read.</exception>
    public static CheckedNote? Read(string path, TrustedKeys keys, out Finding? why)
    {
        why = null;
        try
        {
            // What is not Unicode becomes a sign that no note holds.
            return keys.Check(SignedNote.Parse(Encoding.UTF8.GetString(CommandWords.Bytes(path))));
        }
        catch (FormatException)
        {
            why = new(LogFindingCodes.CheckpointUnreadable) { File = Path.GetFileName(path) };
            return null;
        }
    }
}
