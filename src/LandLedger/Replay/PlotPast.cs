using JasperFx.Events;
using LandLedger.Plots;
using LandLedger.Storage;
using NodaTime;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>
/// The clean view of one plot as it was. Folds the rows of its stream with the same <see cref="PlotCard.Evolve"/> that made the stored
/// card, without a session of the store.
/// </summary>
public sealed class PlotPast(NpgsqlDataSource database, LedgerSchema schema, StoredEvents events)
{
    private readonly string rows =
        $"select {StoredEvents.ColumnsOfFacts} from {schema.Name}.mt_events e where e.stream_id = $1 and ";

    /// <summary>As it was recorded at an instant; null when nothing was.</summary>
    public async Task<PlotCard?> AtAsync(Guid plot, Instant moment, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(rows + "e.timestamp <= $2 order by e.version");
        command.Parameters.AddWithValue(plot);
        command.Parameters.AddWithValue(moment);
        return await FoldAsync(command, plot, _ => true, cancellation);
    }

    /// <summary>As it was at a version; null when it never had that many.</summary>
    public async Task<PlotCard?> AtVersionAsync(Guid plot, long version, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(rows + "e.version <= $2 order by e.version");
        command.Parameters.AddWithValue(plot);
        command.Parameters.AddWithValue(version);
        return await FoldAsync(command, plot, _ => true, cancellation) is { } card && card.Version == version ? card : null;
    }

    /// <summary>
    /// As it was in force by law on a day, after all that is known now: whatever took effect later is left out, whenever it was recorded.
    /// Null when the plot itself took effect later.
    /// </summary>
    public async Task<PlotCard?> InForceAsync(Guid plot, LocalDate day, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(rows + "true order by e.version");
        command.Parameters.AddWithValue(plot);
        var registered = false;
        var card = await FoldAsync(command, plot, recorded =>
        {
            var holds = !(TookEffect(recorded.Data) > day);
            registered |= holds && recorded.Data is PlotRegistered;
            return holds;
        }, cancellation);
        return registered ? card : null;
    }

    /// <summary>When the plot entered the ledger, and since when it has been in force by law.</summary>
    public async Task<(Instant Recorded, LocalDate? InForce)> BeganAsync(Guid plot, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(rows + "e.version = 1");
        command.Parameters.AddWithValue(plot);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        var first = events.Read(row);
        return (Instant.FromDateTimeOffset(first.Timestamp), TookEffect(first.Data));
    }

    /// <summary>
    /// The day on which the law says that a fact took effect; null for what is knowledge about the plot and not a change of it: which of
    /// two values is right, whether an owner is matched, what was sent.
    /// </summary>
    public static LocalDate? TookEffect(object fact) => fact switch
    {
        PlotRegistered it => it.EffectiveOn,
        PlotCorrected it => it.EffectiveOn,
        PlotRenumberedBecauseCommunesMerged it => it.EffectiveOn,
        PlotRenumberingReversed it => it.EffectiveOn,
        CertificateRecorded it => it.IssuedOn,
        HolderRecorded it => it.EffectiveOn,
        HolderRemoved it => it.EffectiveOn,
        _ => null,
    };

    private async Task<PlotCard?> FoldAsync(
        NpgsqlCommand command, Guid plot, Func<IEvent, bool> holds, CancellationToken cancellation)
    {
        var fold = new Fold(plot);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            if (!fold.Add(events.Read(row), holds))
                break;
        }

        return fold.Card;
    }
}

/// <summary>A card that grows event by event.</summary>
public sealed class Fold(Guid plot)
{
    private PlotCard card = new() { Id = plot };
    private int version;

    /// <summary>The plot.</summary>
    public Guid Plot => plot;

    /// <summary>What was folded so far; null before the first event.</summary>
    public PlotCard? Card => version == 0 ? null : card with { Version = version };

    /// <summary>
    /// Adds the next event if it holds. An event that is not the next one ends the fold: clocks of two servers may differ, and a card never
    /// builds on what it does not have.
    /// </summary>
    public bool Add(IEvent recorded, Func<IEvent, bool> holds)
    {
        if (recorded.Version != version + 1)
            return false;
        version++;
        if (holds(recorded))
            card = card.Evolve(recorded);
        return true;
    }
}
