using System.Text.Json;
using JasperFx.Events;
using LandLedger.Proof.Rows;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>What a stretch of plots folded to.</summary>
/// <param name="Rows">Rows for the view, in the order of the plots.</param>
/// <param name="Events">Events that were read.</param>
public sealed record FoldedRows(List<object> Rows, long Events);

/// <summary>
/// Reads the events of plots in the order of plots and versions, and folds them into the rows of a view. Waits for the database; see
/// <see cref="OwnThread"/>.
/// </summary>
public sealed class PlotFold(StoredEvents stored, LedgerSchema schema)
{
    /// <summary>Folds the plots of a stretch of ids.</summary>
    /// <param name="connection">In the transaction whose snapshot counts.</param>
    /// <param name="view">The view.</param>
    /// <param name="first">The first id.</param>
    /// <param name="end">The id behind the last; null for no end.</param>
    /// <exception cref="ReplayFailedException">An event cannot be read, or a version is missing.</exception>
    public FoldedRows Stretch(NpgsqlConnection connection, ReplayedView view, Guid first, Guid? end) =>
        Fold(connection, view, end is null ? $"stream_id >= '{first}'" : $"stream_id >= '{first}' and stream_id < '{end}'");

    /// <summary>Folds some plots.</summary>
    /// <inheritdoc cref="Stretch"/>
    public FoldedRows Plots(NpgsqlConnection connection, ReplayedView view, IEnumerable<Guid> plots) =>
        Fold(connection, view, $"stream_id = any('{{{string.Join(',', plots)}}}')");

    private IEvent Read(CopiedRows row)
    {
        try
        {
            return stored.Read(row);
        }
        catch (Exception unreadable) when (unreadable is UnknownEventException or JsonException or FormatException)
        {
            throw ReplayFailedException.Unreadable(row.Number(StoredEvents.Sequence), row.Text(StoredEvents.Type));
        }
    }

    private string Select(ReplayedView view, string which) =>
        $"select {(view.ReadsHeaders ? StoredEvents.Columns : StoredEvents.ColumnsOfFacts)} from {schema.Name}.mt_events e where {which}"
        + " order by stream_id, version";

    private FoldedRows Fold(NpgsqlConnection connection, ReplayedView view, string which)
    {
        var rows = new List<object>();
        var own = new List<IEvent>();
        var events = 0L;
        var columns = view.ReadsHeaders ? StoredEvents.Count : StoredEvents.CountOfFacts;
        using var row = CopiedRows.Open(connection, Select(view, which), columns);
        while (row.Next())
        {
            var recorded = Read(row);
            // The database would look at the type of every event to leave out these few.
            if (recorded.Data is Tombstone && !view.Tombstones)
                continue;
            events++;
            if (own.Count > 0 && own[0].StreamId != recorded.StreamId)
                End();
            if (recorded.Data is not Tombstone && recorded.Version != own.Count + 1)
                throw ReplayFailedException.Gap(recorded.StreamId, own.Count + 1, recorded.Version);
            own.Add(recorded);
        }

        if (own.Count > 0)
            End();
        return new(rows, events);

        void End()
        {
            rows.AddRange(view.Fold(own[0].StreamId, own));
            own.Clear();
        }
    }
}
