namespace LandLedger.Proof.Rows;

/// <summary>
/// Hashes the content and the provenance of rows of <see cref="EventColumns.All"/>, all in the same memory. What was recorded together
/// has one provenance, but for the rows that carry a signature, and it is hashed once. For one reader.
/// </summary>
public sealed class HashesOfRows : IDisposable
{
    private const int First = 7, Headers = 10, Data = 11;

    private readonly CanonicalWriter writer = new(ofEvent: true);
    private readonly byte[]?[] before = new byte[Headers - First + 1][];
    private byte[]? hash;

    /// <summary><see cref="EventHashes.OfPayload"/> of the row that the reader stands on.</summary>
    /// <exception cref="FormatException">Outside the profile of events.</exception>
    public byte[] Payload(CopiedRows row) => EventHashes.PayloadHash(row.IsNull(Data) ? [] : row.Json(Data), writer);

    /// <summary><see cref="EventHashes.OfProvenance"/> of the row that the reader stands on.</summary>
    /// <exception cref="FormatException">Outside the profile of events.</exception>
    public byte[] Provenance(CopiedRows row)
    {
        if (hash is not null && IsAsBefore(row))
            return hash;
        var found = EventHashes.ProvenanceHash(Text(row, 9), Text(row, 7), Text(row, 8), HeadersOf(row), writer);
        if (EventHashes.MayCarryOrigin(HeadersOf(row)))
            return found;
        for (var at = 0; at < before.Length; at++)
            before[at] = row.IsNull(First + at) ? null : row.Bytes(First + at).ToArray();
        return hash = found;
    }

    /// <summary>The headers of the row that the reader stands on, UTF-8; empty where there are none.</summary>
    public static ReadOnlySpan<byte> HeadersOf(CopiedRows row) => row.IsNull(Headers) ? [] : row.Json(Headers);

    /// <inheritdoc />
    public void Dispose() => writer.Dispose();

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
