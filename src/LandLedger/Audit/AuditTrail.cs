using System.Text.Json;
using JasperFx.Events;
using JasperFx.Events.Projections;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Marten;
using Marten.Events.Projections;
using NodaTime.Text;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace LandLedger.Audit;

/// <summary>
/// The audit trail: one row for each event of each plot, in the order of the ledger, with actor, place, reason, old and new value. Written
/// behind the events by the daemon, a page at a time, and rebuilt from them at any time with the same rows.
/// </summary>
public sealed class AuditTrail(string schema) : IProjection
{
    /// <summary>Name of the table.</summary>
    public const string TableName = "audit_trail";

    /// <summary>The name under which the daemon knows this view.</summary>
    public const string ViewName = "AuditTrail";

    // The commune of an event is the plot's commune then: named by a registration or renumbering, else as in the row before.
    private readonly string insert =
        $"""
        insert into {schema}.{TableName} (seq, plot_id, version, event, recorded_at, actor, actor_name, roles, office, session, client,
            reason, import_run, correlation, causation, instrument, effective_on, changes, commune)
        select row.seq, row.plot_id, row.version, row.event, row.recorded_at, row.actor, row.actor_name, row.roles, row.office, row.session,
            row.client, row.reason, row.import_run, row.correlation, row.causation, row.instrument, row.effective_on::date, row.changes::jsonb,
            coalesce(row.commune, (select earlier.commune from {schema}.{TableName} earlier
                where earlier.plot_id = row.plot_id and earlier.seq < row.seq order by earlier.seq desc limit 1))
        from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) row(seq, plot_id, version, event, recorded_at, actor, actor_name,
            roles, office, session, client, reason, import_run, correlation, causation, instrument, effective_on, changes, commune)
        """;

    /// <summary>Adds the view and its table to a store.</summary>
    public static void AddTo(StoreOptions store)
    {
        var table = MakeTable(store.DatabaseSchemaName);
        store.Storage.ExtendedSchemaObjects.Add(table);
        store.Projections.Add(new AuditTrail(store.DatabaseSchemaName), ProjectionLifecycle.Async, ViewName, options =>
        {
            options.BatchSize = 2_000;
            options.DeleteDataInTableOnTeardown(table.Identifier.QualifiedName);
        });
    }

    /// <inheritdoc />
    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        if (events.Count == 0)
            return Task.CompletedTask;
        var stories = events.Select(recorded => PlotStory.Of(recorded.Data)).ToArray();
        operations.QueueSqlCommand(insert,
            Column(recorded => recorded.Sequence),
            Column(recorded => recorded.StreamId),
            Column(recorded => recorded.Data is Tombstone ? 0L : recorded.Version),
            Column(recorded => recorded.EventTypeName),
            Column(recorded => recorded.Data is Tombstone ? (DateTimeOffset?)null : recorded.Timestamp),
            Column(recorded => Some(recorded.UserName)),
            Header(Provenance.Name), Header(Provenance.Roles), Header(Provenance.Office), Header(Provenance.Session),
            Header(Provenance.Client), Header(Provenance.Reason), Header(Provenance.ImportRun),
            Column(recorded => Some(recorded.CorrelationId)),
            Column(recorded => Some(recorded.CausationId)),
            stories.Select(story => Some(story.Instrument)).ToArray(),
            stories.Select(story => story.EffectiveOn is { } on ? LocalDatePattern.Iso.Format(on) : null).ToArray(),
            stories.Select(story => JsonSerializer.Serialize(story.Changes, LedgerJson.Stored)).ToArray(),
            Communes(events));
        return Task.CompletedTask;

        T[] Column<T>(Func<IEvent, T> of) => [.. events.Select(of)];
        string?[] Header(string key) => Column(recorded => Some(recorded.GetHeader(key)?.ToString()));
    }

    // Within a page the commune goes from event to event here; rows of the page cannot see each other.
    private static string?[] Communes(IReadOnlyList<IEvent> events)
    {
        var communes = new string?[events.Count];
        var named = new Dictionary<Guid, string>();
        for (var at = 0; at < events.Count; at++)
        {
            if (CommuneNamedBy(events[at].Data) is { } commune)
                named[events[at].StreamId] = commune;
            communes[at] = named.GetValueOrDefault(events[at].StreamId);
        }

        return communes;
    }

    private static string? CommuneNamedBy(object happened) => happened switch
    {
        PlotRegistered it => it.Number.Office(),
        PlotRenumberedBecauseCommunesMerged it => it.To.Office(),
        PlotRenumberingReversed it => it.To.Office(),
        _ => null,
    };

    private static string? Some(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static Table MakeTable(string schema)
    {
        var table = new Table(PostgresqlProvider.Instance.Parse($"{schema}.{TableName}"));
        table.AddColumn("seq", "bigint").AsPrimaryKey();
        table.AddColumn("plot_id", "uuid").NotNull();
        table.AddColumn("version", "bigint").NotNull();
        table.AddColumn("event", "varchar").NotNull();
        table.AddColumn("recorded_at", "timestamptz");
        foreach (var column in (string[])["actor", "actor_name", "roles", "office", "session", "client", "reason", "import_run",
            "correlation", "causation", "instrument"])
            table.AddColumn(column, "varchar");
        table.AddColumn("effective_on", "date");
        table.AddColumn("changes", "jsonb").NotNull();
        table.AddColumn("commune", "varchar");
        foreach (var indexed in (string[])["actor", "commune", "plot_id", "event"])
            table.Indexes.Add(new IndexDefinition($"audit_by_{indexed}") { Columns = [indexed, "seq"] });
        // What rules decided is told by rule and policy, which stand where other events name their paper.
        table.Indexes.Add(new IndexDefinition("audit_decided")
        {
            Columns = ["instrument", "seq"], Predicate = "event = 'difference_decided_by_rule'",
        });
        table.Indexes.Add(new IndexDefinition("audit_by_day") { Columns = ["recorded_at", "seq"] });
        return table;
    }
}
