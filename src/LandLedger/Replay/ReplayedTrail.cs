using JasperFx.Events;
using LandLedger.Audit;
using Npgsql;
using NpgsqlTypes;

namespace LandLedger.Replay;

/// <summary>The audit trail: one row an event, made by <see cref="TrailRow.Of"/> as the living one is.</summary>
public sealed class ReplayedTrail : ReplayedView
{
    /// <inheritdoc />
    public override string Name => "audit-trail";

    /// <inheritdoc />
    public override string Table => AuditTrail.TableName;

    /// <inheritdoc />
    public override string PlotColumn => "plot_id";

    /// <inheritdoc />
    public override string Columns =>
        "seq, plot_id, version, event, recorded_at, actor, actor_name, roles, office, session, client, reason, import_run, correlation,"
        + " causation, decided, commune";

    /// <inheritdoc />
    public override string Key => "plot_id || '/' || lpad(seq::text, 12, '0')";

    /// <inheritdoc />
    public override string Order => "seq";

    /// <inheritdoc />
    public override string Document => "to_jsonb(r)";

    /// <inheritdoc />
    public override string Commune => "commune";

    /// <inheritdoc />
    public override string Shard => $"{AuditTrail.ViewName}:All";

    /// <inheritdoc />
    public override string Sequence => "seq";

    /// <inheritdoc />
    public override bool Tombstones => true;

    /// <inheritdoc />
    public override bool ReadsHeaders => true;

    /// <inheritdoc />
    public override IEnumerable<object> Fold(Guid plot, IReadOnlyList<IEvent> events)
    {
        string? commune = null;
        var rows = new List<object>(events.Count);
        foreach (var recorded in events)
        {
            var row = TrailRow.Of(recorded, commune);
            commune = row.Commune;
            rows.Add(row);
        }

        return rows;
    }

    /// <inheritdoc />
    public override long? SequenceOf(object row) => ((TrailRow)row).Sequence;

    /// <inheritdoc />
    public override void Write(NpgsqlBinaryImporter copy, object row)
    {
        var trail = (TrailRow)row;
        copy.StartRow();
        copy.Write(trail.Sequence, NpgsqlDbType.Bigint);
        copy.Write(trail.Plot, NpgsqlDbType.Uuid);
        copy.Write(trail.Version, NpgsqlDbType.Bigint);
        copy.Write(trail.Event, NpgsqlDbType.Varchar);
        if (trail.RecordedAt is { } at)
            copy.Write(at, NpgsqlDbType.TimestampTz);
        else
            copy.WriteNull();
        foreach (var text in (string?[])[trail.Actor, trail.ActorName, trail.Roles, trail.Office, trail.Session, trail.Client, trail.Reason,
            trail.ImportRun, trail.Correlation, trail.Causation, trail.Decided, trail.Commune])
        {
            if (text is null)
                copy.WriteNull();
            else
                copy.Write(text, NpgsqlDbType.Varchar);
        }
    }
}
