using System.Security.Claims;
using System.Text.Json;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Replay;
using LandLedger.Storage;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace LandLedger.Policies;

/// <summary>One difference that a rule decided.</summary>
/// <param name="Sequence">Place of the event in the ledger.</param>
/// <param name="Plot">The plot.</param>
/// <param name="PlotVersion">Its version after the decision.</param>
/// <param name="PlotNumber">Its present number.</param>
/// <param name="At">When it was decided.</param>
/// <param name="ImportRun">The import that brought the difference.</param>
/// <param name="Decision">Field, both sides, choice, rule and policy.</param>
public sealed record ListedDecision(
    long Sequence, Guid Plot, long PlotVersion, string? PlotNumber, Instant At, string? ImportRun, DifferenceDecidedByRule Decision);

/// <summary>How much a rule decided under a policy.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Decisions">Differences.</param>
/// <param name="Plots">Plots that they are about.</param>
public sealed record DecisionCount(string Rule, string Policy, long Decisions, long Plots);

/// <summary>
/// Reads what rules decided from the audit trail, whose rows of these events carry <c>field rule policy</c> and have a partial index of
/// their own: writing a plot costs nothing more.
/// </summary>
public sealed class DecisionQuery(ClaimsPrincipal user, string? rule, string? policy, string? commune, string? field)
{
    private const string OfRules = "event = 'difference_decided_by_rule'";

    private const string Filters =
        $"{OfRules} and decided = any($1) and ($2 or commune = any($3)) and ($4::varchar is null or commune = $4)";

    /// <summary>Decisions below a sequence number, newest first.</summary>
    public async Task<List<ListedDecision>> RowsAsync(
        NpgsqlDataSource database, LedgerSchema schema, StoredEvents events, long? below, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select trail.seq, trail.plot_id, trail.version, card.data -> 'plotNumber', trail.recorded_at, trail.import_run, stored.type, stored.data
            from (select seq, plot_id, version, recorded_at, import_run from {schema.Name}.{AuditTrail.TableName}
                where {Filters} and ($5::bigint is null or seq < $5) order by seq desc limit $6) trail
            join {schema.Name}.mt_events stored on stored.seq_id = trail.seq
            left join {schema.Name}.mt_doc_plotcard card on card.id = trail.plot_id
            order by trail.seq desc
            """);
        Bind(command, await DecidedAsync(database, schema, cancellation));
        command.Parameters.Add(new() { Value = below ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.AddWithValue(limit);
        var rows = new List<ListedDecision>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            rows.Add(new(row.GetInt64(0), row.GetGuid(1), row.GetInt64(2),
                row.IsDBNull(3) ? null : JsonSerializer.Deserialize<PlotNumber>(row.GetString(3), LedgerJson.Stored)!.ToString(),
                row.GetFieldValue<Instant>(4), row.IsDBNull(5) ? null : row.GetString(5),
                (DifferenceDecidedByRule)events.Fact(row.GetString(6), row.GetFieldValue<byte[]>(7))));
        }

        return rows;
    }

    /// <summary>How much each rule decided under each policy.</summary>
    public async Task<List<DecisionCount>> CountAsync(NpgsqlDataSource database, LedgerSchema schema, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select substr(decided, strpos(decided, ' ') + 1) as by, count(*), count(distinct plot_id)
            from {schema.Name}.{AuditTrail.TableName} where {Filters} group by 1 order by 1
            """);
        Bind(command, await DecidedAsync(database, schema, cancellation));
        var rows = new List<DecisionCount>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var (of, under) = Parts(row.GetString(0));
            rows.Add(new(of, under, row.GetInt64(1), row.GetInt64(2)));
        }

        return rows;
    }

    // Few combinations of field, rule and policy ever come about; the index is jumped through from one to the next.
    private async Task<string[]> DecidedAsync(NpgsqlDataSource database, LedgerSchema schema, CancellationToken cancellation)
    {
        var trail = $"{schema.Name}.{AuditTrail.TableName}";
        await using var command = database.CreateCommand(
            $"""
            with recursive one(decided) as (
                (select decided from {trail} where {OfRules} order by decided limit 1)
                union all
                select (select later.decided from {trail} later where later.{OfRules} and later.decided > one.decided
                    order by later.decided limit 1) from one where one.decided is not null)
            select decided from one where decided is not null
            """);
        var found = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            if (row.GetString(0).Split(' ', 2) is [var about, var by] && (field is null || field == about) && Parts(by) is var (of, under)
                && (rule is null || rule == of) && (policy is null || policy == under || policy == under.Split(' ')[0]))
                found.Add(row.GetString(0));
        }

        return [.. found];
    }

    private static (string Rule, string Policy) Parts(string by) =>
        by.Split(' ', 2) is [var of, var under] ? (of, under) : ("", "");

    private void Bind(NpgsqlCommand command, string[] decided)
    {
        command.Parameters.AddWithValue(decided);
        command.Parameters.AddWithValue(user.CoversProvince());
        command.Parameters.AddWithValue(user.Communes());
        command.Parameters.Add(new() { Value = commune ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
    }
}
