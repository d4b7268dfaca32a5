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

/// <summary>Reads the events of plots in the order of plots and versions, and folds them into the rows of a view.</summary>
public sealed class PlotFold(StoredEvents stored, LedgerSchema schema)
{
    /// <summary>Folds the plots of a stretch of ids.</summary>
    /// <param name="connection">In the transaction whose snapshot counts.</param>
    /// <param name="view">The view.</param>
    /// <param name="first">The first id.</param>
    /// <param name="end">The id behind the last; null for no end.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ReplayFailedException">An event cannot be read, or a version is missing.</exception>
    public Task<FoldedRows> StretchAsync(
        NpgsqlConnection connection, ReplayedView view, Guid first, Guid? end, CancellationToken cancellation) =>
        FoldAsync(connection, view, end is null ? $"stream_id >= '{first}'" : $"stream_id >= '{first}' and stream_id < '{end}'", cancellation);

    /// <summary>Folds some plots.</summary>
    /// <inheritdoc cref="StretchAsync"/>
    public Task<FoldedRows> PlotsAsync(NpgsqlConnection connection, ReplayedView view, Guid[] plots, CancellationToken cancellation) =>
        FoldAsync(connection, view, $"stream_id = any('{{{string.Join(',', plots)}}}')", cancellation);

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
        + (view.Tombstones ? "" : " and type <> 'tombstone'") + " order by stream_id, version";

    private async Task<FoldedRows> FoldAsync(NpgsqlConnection connection, ReplayedView view, string which, CancellationToken cancellation)
    {
        var rows = new List<object>();
        var own = new List<IEvent>();
        var events = 0L;
        var columns = view.ReadsHeaders ? StoredEvents.Count : StoredEvents.CountOfFacts;
        await using var row = await CopiedRows.OpenAsync(connection, Select(view, which), columns, cancellation);
        while (await row.NextAsync(cancellation))
        {
            var recorded = Read(row);
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
