namespace LandLedger.Proof.Rows;

/// <summary>
/// Hashes the provenance of rows of <see cref="EventColumns.All"/>. What was recorded together has the same, but for the rows that
/// carry a signature, and is hashed once. For one reader.
/// </summary>
public sealed class ProvenanceOfRows
{
    private const int First = 7, Headers = 10;

    private readonly byte[]?[] before = new byte[Headers - First + 1][];
    private byte[]? hash;

    /// <summary>Of the row that the reader stands on.</summary>
    /// <exception cref="FormatException">Outside the profile of events.</exception>
    public byte[] Hash(CopiedRows row)
    {
        if (hash is not null && IsAsBefore(row))
            return hash;
        var found = EventHashes.OfProvenance(Text(row, 9), Text(row, 7), Text(row, 8), HeadersOf(row));
        if (EventHashes.MayCarryOrigin(HeadersOf(row)))
            return found;
        for (var at = 0; at < before.Length; at++)
            before[at] = row.IsNull(First + at) ? null : row.Bytes(First + at).ToArray();
        return hash = found;
    }

    /// <summary>The headers of the row that the reader stands on, UTF-8; empty where there are none.</summary>
    public static ReadOnlySpan<byte> HeadersOf(CopiedRows row) => row.IsNull(Headers) ? [] : row.Json(Headers);

    private bool IsAsBefore(CopiedRows row)
    {
        for (var at = 0; at < before.Length; at++)
        {
            if (row.IsNull(First + at) ? before[at] is not null : before[at] is not { } known || !row.Bytes(First + at).SequenceEqual(known))
                return false;
        }

        return true;
    }

    private static string? Text(CopiedRows row, int column) => row.IsNull(column) ? null : row.Text(column);
}
