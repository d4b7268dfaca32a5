using System.Text;
using System.Text.Unicode;

namespace LandLedger.Proof.Tiles;

/// <summary>A log in a folder: the one the ledger writes, or a copy that somebody took home.</summary>
/// <param name="folder">Holds <c>checkpoint</c> and <c>tile</c>.</param>
public sealed class TileFolder(string folder)
{
    /// <summary>Where it is.</summary>
    public string Folder => folder;

    /// <summary>The signed note; null when there is none yet.</summary>
    /// <exception cref="FormatException">There is one, and it is not a note.</exception>
    public SignedNote? Note()
    {
        if (!File.Exists(Path.Combine(folder, TilePath.Checkpoint)))
            return null;
        // As bytes: reading text would drop a byte order mark, which was not signed, and mend what is not UTF-8.
        var bytes = File.ReadAllBytes(Path.Combine(folder, TilePath.Checkpoint));
        return Utf8.IsValid(bytes)
            ? SignedNote.Parse(Encoding.UTF8.GetString(bytes))
            : throw new FormatException("Not a signed note: not UTF-8.");
    }

    /// <summary>Hashes of a tile in a log of this size.</summary>
    /// <returns>Null when neither the tile nor its full form is there.</returns>
    /// <exception cref="FormatException">The file has fewer hashes than it should.</exception>
    public byte[]? Hashes(long size, int level, long index)
    {
        var width = TilePath.WidthIn(size, level, index);
        if (Bytes(TilePath.Of(level, index, TilePath.Width), TilePath.Of(level, index, width)) is not { } bytes)
            return null;
        return bytes.Length % MerkleHash.Length == 0 && bytes.Length >= width * MerkleHash.Length
            ? bytes
            : throw new FormatException($"Tile {TilePath.Of(level, index, width)} has {bytes.Length} bytes.");
    }

    /// <summary>Entries of a bundle in a log of this size.</summary>
    /// <returns>Null when neither the bundle nor its full form is there.</returns>
    /// <exception cref="FormatException">The file has fewer entries than it should.</exception>
    public IReadOnlyList<byte[]>? Entries(long size, long index)
    {
        var width = TilePath.WidthIn(size, 0, index);
        return Bytes(TilePath.OfEntries(index, TilePath.Width), TilePath.OfEntries(index, width)) is { } bytes
            ? EntryBundle.Read(bytes, width)
            : null;
    }

    // The log may be growing: a part of a tile is replaced by the whole.
    private byte[]? Bytes(string full, string part)
    {
        foreach (var path in (string[])[full, part, full])
        {
            try
            {
                return File.ReadAllBytes(Path.Combine(folder, path));
            }
            catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
            {
                // The next form of it.
            }
        }

        return null;
    }
}
