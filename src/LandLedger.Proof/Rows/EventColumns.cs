namespace LandLedger.Proof.Rows;

/// <summary>The columns of an event's row that a leaf stands for, in their order.</summary>
public static class EventColumns
{
    /// <summary>What is selected, from the table of events as <c>e</c>.</summary>
    public const string All =
        "e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.tenant_id, e.correlation_id, e.causation_id, e.user_name, "
        + "e.headers, e.data, e.is_archived is distinct from false or e.bdata is not null";

    /// <summary>How many these are.</summary>
    public const int Count = 13;

    // Microseconds from 1970 to 2000, where the database begins to count.
    private const long Epoch = 946_684_800_000_000;

    /// <summary>A timestamptz as the database keeps it, in microseconds since 2000-01-01, counted from 1970.</summary>
    /// <returns><see cref="Leaf.NoTime"/> for the two infinities.</returns>
    public static long Since1970(long since2000) => since2000 is long.MinValue or long.MaxValue ? Leaf.NoTime : since2000 + Epoch;
}
