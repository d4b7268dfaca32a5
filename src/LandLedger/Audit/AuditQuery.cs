using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;
using JasperFx.Events;
using LandLedger.Access;
using LandLedger.Plots;
using LandLedger.Proof;
using LandLedger.Storage;
using Marten;
using NodaTime;
using NodaTime.Text;
using Npgsql;

namespace LandLedger.Audit;

/// <summary>One row of the audit trail. <c>leaf</c> is where its event stands in the sealed log; null until it is sealed.</summary>
public sealed record AuditRow(
    long Sequence, Guid Plot, long Version, string Event, Instant? At, Actor Actor, string? Session, string? Client, string? Commune,
    string? Reason, string? Instrument, LocalDate? EffectiveOn, FieldChange[] Changes, Sentence Summary, string? CorrelationId,
    string? ImportRun, long? Leaf)
{
    /// <summary>The row with what its event says; nothing when there is none.</summary>
    public AuditRow Told(PlotStory? story)
    {
        var (changes, instrument, on) = story ?? new([]);
        return this with { Changes = changes, Instrument = instrument, EffectiveOn = on, Summary = PlotStory.Tell(Event, changes, instrument) };
    }
}

/// <summary>What a security officer looks for. All filters are indexed; pages run from the newest row back.</summary>
public sealed class AuditQuery
{
    private const int RowsAtOnce = 500;

    // A name that no event has finds nothing, which looks like an answer.
    private static readonly HashSet<string> Names =
        [.. PlotStore.Events.Select(type => type.GetEventTypeName()), .. PlotStore.OldForms.Select(form => form.StoredName), EventRow.Tombstone];

    private readonly List<string> conditions = ["true"];
    private readonly List<object> values = [];

    private AuditQuery()
    {
    }

    /// <summary>Reads the filters of a request; null, with the name of the wrong one, when one cannot be read.</summary>
    public static AuditQuery? Read(
        ClaimsPrincipal user, string? actor, string? commune, string? plot, string? @event, string? from, string? to, out string wrong)
    {
        var query = new AuditQuery();
        wrong = "";
        if (!user.CoversProvince())
            query.Where("commune = any({0})", [user.Communes()]);
        if (actor is not null)
            query.Where("actor = {0}", actor);
        if (commune is not null)
            query.Where("commune = {0}", commune);
        if (@event is not null)
            query.Where("event = {0}", @event);
        if (@event is not null && !Names.Contains(@event))
            wrong = "event";
        if (plot is not null && !query.WherePlot(plot))
            wrong = "plot";
        if (from is not null && !query.WhereTime(from, ">="))
            wrong = "from";
        if (to is not null && !query.WhereTime(to, "<"))
            wrong = "to";
        return wrong.Length == 0 ? query : null;
    }

    /// <summary>Rows below a sequence number, newest first; read and told some hundred at a time, however many are asked for.</summary>
    public async IAsyncEnumerable<AuditRow> RowsAsync(
        IDocumentStore store, NpgsqlDataSource database, LedgerSchema schema, long? below, int limit,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (limit > 0)
        {
            var wanted = Math.Min(limit, RowsAtOnce);
            var rows = await PageAsync(database, schema, below, wanted, cancellation);
            var stories = await ToldEvents.OfAsync(
                store, [.. rows.Where(row => row.Event != EventRow.Tombstone).Select(row => row.Sequence)], cancellation);
            foreach (var row in rows)
                yield return row.Told(stories.GetValueOrDefault(row.Sequence));
            if (rows.Count < wanted)
                yield break;
            limit -= rows.Count;
            below = rows[^1].Sequence;
        }
    }

    private async Task<List<AuditRow>> PageAsync(
        NpgsqlDataSource database, LedgerSchema schema, long? below, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand();
        foreach (var value in values)
            command.Parameters.AddWithValue(value);
        var last = "";
        if (below is { } sequence)
        {
            command.Parameters.AddWithValue(sequence);
            last = $" and seq < ${command.Parameters.Count}";
        }

        var where = string.Join(" and ", conditions).Replace("{schema}", schema.Name, StringComparison.Ordinal);
        command.CommandText =
            $"""
            select seq, plot_id, version, event, recorded_at, actor, actor_name, roles, office, session, client, commune, reason,
                correlation, import_run, (select leaf_index from {LogTables.SchemaOf(schema)}.leaf where seq_id = seq)
            from {schema.Name}.{AuditTrail.TableName} where {where}{last}
            order by seq desc limit {limit}
            """;
        var rows = new List<AuditRow>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            rows.Add(Read(row));
        return rows;
    }

    private static AuditRow Read(NpgsqlDataReader row)
    {
        return new(row.GetInt64(0), row.GetGuid(1), row.GetInt64(2), row.GetString(3),
            row.IsDBNull(4) ? null : row.GetFieldValue<Instant>(4),
            new(Text(5), Text(6), Text(7), Text(8)), Text(9), Text(10), Text(11), Text(12), null, null, [], new("", ""),
            Text(13), Text(14), row.IsDBNull(15) ? null : row.GetInt64(15));

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    private bool WherePlot(string plot)
    {
        if (Guid.TryParse(plot, out var id))
        {
            Where("plot_id = {0}", id);
            return true;
        }

        if (PlotNumber.Parse(plot, PlotDescription.Empty.Number.CodeListDate) is not { } number)
            return false;
        // A number that once was this plot's finds it too.
        var key = PlotNumberKey.Of(number);
        Where(
            """
            plot_id in (
                select id from {schema}.mt_doc_plotcard where data -> 'numberKey' ->> 'commune' = {0}
                    and data -> 'numberKey' ->> 'sheet' = {1} and data -> 'numberKey' ->> 'plot' = {2} and data ->> 'status' = 'live'
                union all
                select id from {schema}.mt_doc_plotcard
                    where cast(data ->> 'formerNumbers' as jsonb) @> {3}::jsonb and data -> 'formerNumbers' <> '[]'::jsonb)
            """, key.Commune, key.Sheet, key.Plot, JsonSerializer.Serialize(new[] { key.ToString() }));
        return true;
    }

    private bool WhereTime(string text, string comparison)
    {
        var instant = InstantPattern.ExtendedIso.Parse(text);
        if (!instant.Success)
        {
            // A bare date is a day in the province.
            var date = LocalDatePattern.Iso.Parse(text);
            if (!date.Success)
                return false;
            instant = ParseResult<Instant>.ForValue(DateTimeZoneProviders.Tzdb["Asia/Ho_Chi_Minh"].AtStartOfDay(date.Value).ToInstant());
        }

        Where("recorded_at " + comparison + " {0}", instant.Value);
        return true;
    }

    private void Where(string condition, params object[] given)
    {
        for (var at = 0; at < given.Length; at++)
        {
            values.Add(given[at]);
            condition = condition.Replace($"{{{at}}}", $"${values.Count}", StringComparison.Ordinal);
        }

        conditions.Add(condition);
    }
}
