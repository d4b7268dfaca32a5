using System.Text.Json;
using JasperFx.Events;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Marten;
using Marten.Events.Projections;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace LandLedger.Audit;

/// <summary>
/// The audit trail: one row for each event of each plot, in the order of the ledger, with actor, place, reason, old and new value. Written
/// behind the events by the daemon and rebuilt from them at any time with the same rows.
/// </summary>
public sealed partial class AuditTrail : EventProjection
{
    /// <summary>Name of the table.</summary>
    public const string TableName = "audit_trail";

    /// <summary>The name under which the daemon knows this view.</summary>
    public const string ViewName = "AuditTrail";

    // The commune of an event is the plot's commune then: named by a registration or renumbering, else as in the row before.
    private readonly string insert;

    /// <summary>A trail in a schema.</summary>
    public AuditTrail(string schema)
    {
        Name = ViewName;
        var table = MakeTable(schema);
        SchemaObjects.Add(table);
        Options.DeleteDataInTableOnTeardown(table.Identifier.QualifiedName);
        foreach (var type in PlotStore.Events)
            IncludeType(type);
        IncludeType<Tombstone>();
        insert = $"""
            insert into {schema}.{TableName} (seq, plot_id, version, event, recorded_at, actor, actor_name, roles, office, session, client,
                reason, import_run, correlation, causation, instrument, effective_on, changes, commune)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, coalesce(?,
                (select earlier.commune from {schema}.{TableName} earlier where earlier.plot_id = ? and earlier.seq < ?
                    order by earlier.seq desc limit 1)))
            """;
    }

    /// <inheritdoc />
    public override ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
    {
        var refused = e.Data is Tombstone;
        var story = PlotStory.Of(e.Data);
        operations.QueueSqlCommand(insert,
            e.Sequence, e.StreamId, refused ? 0L : e.Version, e.EventTypeName,
            refused ? DBNull.Value : e.Timestamp, Or(e.UserName), Header(e, Provenance.Name), Header(e, Provenance.Roles),
            Header(e, Provenance.Office), Header(e, Provenance.Session), Header(e, Provenance.Client), Header(e, Provenance.Reason),
            Header(e, Provenance.ImportRun), Or(e.CorrelationId), Or(e.CausationId), Or(story.Instrument),
            story.EffectiveOn is { } on ? on.ToDateOnly() : DBNull.Value, JsonSerializer.Serialize(story.Changes, LedgerJson.Stored),
            Or(CommuneNamedBy(e.Data)), e.StreamId, e.Sequence);
        return ValueTask.CompletedTask;
    }

    private static string? CommuneNamedBy(object happened) => happened switch
    {
        PlotRegistered it => it.Number.Commune,
        _ => null,
    };

    private static object Header(IEvent recorded, string key) => Or(recorded.GetHeader(key)?.ToString());

    private static object Or(string? text) => string.IsNullOrEmpty(text) ? DBNull.Value : text;

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
