using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace LandLedger.Audit;

/// <summary>
/// The audit trail: one row for each event of each plot, in the order of the ledger, with actor, place and reason. Written behind the
/// events by the daemon, a page at a time, and rebuilt from them at any time with the same rows.
/// </summary>
public sealed class AuditTrail(string schema) : IProjection
{
    /// <summary>Name of the table.</summary>
    public const string TableName = "audit_trail";

    /// <summary>The name under which the daemon knows this view.</summary>
    public const string ViewName = "AuditTrail";

    /// <summary>The events that say which commune a plot lies in; <see cref="TrailRow.CommuneNamedBy"/> reads it from them.</summary>
    public static readonly string[] NamingCommune = ["plot_registered"];

    // The commune of an event is the plot's commune then: named by a registration or renumbering, else as in the row before.
    private readonly string insert =
        $"""
        insert into {schema}.{TableName} (seq, plot_id, version, event, recorded_at, actor, actor_name, roles, office, session, client,
            reason, import_run, correlation, causation, decided, commune)
        select row.seq, row.plot_id, row.version, row.event, row.recorded_at, row.actor, row.actor_name, row.roles, row.office, row.session,
            row.client, row.reason, row.import_run, row.correlation, row.causation, row.decided,
            coalesce(row.commune, (select earlier.commune from {schema}.{TableName} earlier
                where earlier.plot_id = row.plot_id and earlier.seq < row.seq order by earlier.seq desc limit 1))
        from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) row(seq, plot_id, version, event, recorded_at, actor, actor_name,
            roles, office, session, client, reason, import_run, correlation, causation, decided, commune)
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

    /// <summary>The condition, as SQL over rows of <paramref name="table"/>, that a row says which commune its plot lies in.</summary>
    public static string NamesCommune(string table) => string.Join(" or ", NamingCommune.Select(name => $"{table}.event = '{name}'"));

    /// <summary>Fills what rows of earlier versions of the table lack, as SQL that may be run again and again.</summary>
    public static string FillSql(string schema) =>
        $"""
        update {schema}.{TableName} trail set decided = concat_ws(' ', data ->> 'field', data ->> 'rule', data ->> 'policy')
        from {schema}.mt_events where seq_id = trail.seq and trail.event = 'difference_decided_by_rule' and trail.decided is null
        """;

    /// <inheritdoc />
    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        if (events.Count == 0)
            return Task.CompletedTask;
        var rows = Rows(events);
        operations.QueueSqlCommand(insert,
            Column(row => row.Sequence), Column(row => row.Plot), Column(row => row.Version), Column(row => row.Event),
            Column(row => row.RecordedAt), Column(row => row.Actor), Column(row => row.ActorName), Column(row => row.Roles),
            Column(row => row.Office), Column(row => row.Session), Column(row => row.Client), Column(row => row.Reason),
            Column(row => row.ImportRun), Column(row => row.Correlation), Column(row => row.Causation), Column(row => row.Decided),
            Column(row => row.Commune));
        return Task.CompletedTask;

        T[] Column<T>(Func<TrailRow, T> of) => [.. rows.Select(of)];
    }

    // Within a page the commune goes from event to event here; rows of the page cannot see each other.
    private static List<TrailRow> Rows(IReadOnlyList<IEvent> events)
    {
        var rows = new List<TrailRow>(events.Count);
        var communes = new Dictionary<Guid, string?>();
        foreach (var recorded in events)
        {
            var row = TrailRow.Of(recorded, communes.GetValueOrDefault(recorded.StreamId));
            communes[row.Plot] = row.Commune;
            rows.Add(row);
        }

        return rows;
    }

    private static Table MakeTable(string schema)
    {
        var table = new Table(PostgresqlProvider.Instance.Parse($"{schema}.{TableName}"));
        table.AddColumn("seq", "bigint").AsPrimaryKey();
        table.AddColumn("plot_id", "uuid").NotNull();
        table.AddColumn("version", "bigint").NotNull();
        table.AddColumn("event", "varchar").NotNull();
        table.AddColumn("recorded_at", "timestamptz");
        foreach (var column in (string[])["actor", "actor_name", "roles", "office", "session", "client", "reason", "import_run",
            "correlation", "causation", "decided", "commune"])
            table.AddColumn(column, "varchar");
        foreach (var indexed in (string[])["actor", "commune", "plot_id", "event"])
            table.Indexes.Add(new IndexDefinition($"audit_by_{indexed}") { Columns = [indexed, "seq"] });
        table.Indexes.Add(new IndexDefinition("audit_decided")
        {
            Columns = ["decided", "seq"], Predicate = "event = 'difference_decided_by_rule'",
        });
        // Who looks for the plots that lay in a commune once reads nothing but the rows that brought them there.
        table.Indexes.Add(new IndexDefinition("audit_entered")
        {
            Columns = ["commune", "seq"], Predicate = string.Join(" or ", NamingCommune.Select(name => $"event = '{name}'")),
        });
        table.Indexes.Add(new IndexDefinition("audit_by_day") { Columns = ["recorded_at", "seq"] });
        return table;
    }
}
