using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>
/// Looks, before the service starts, for events that this program cannot read, as after going back to an older version: otherwise a view
/// would stop at the first of them, in the middle of the night.
/// </summary>
/// <remarks>
/// The audit trail has an index by event: jumping from name to name in it costs a page or two for each. Only what the trail does not have yet
/// is read from the events themselves. The events need no index of their own for this.
/// </remarks>
public sealed class UnknownEvents(NpgsqlDataSource database, LedgerSchema schema, StoredEvents events)
{
    private readonly string names =
        $"""
        with recursive told(event) as (
            (select event from {schema.Name}.{AuditTrail.TableName} order by event limit 1)
            union all
            select (select further.event from {schema.Name}.{AuditTrail.TableName} further
                where further.event > told.event order by further.event limit 1)
            from told where told.event is not null),
        found(event) as (
            select event from told where event is not null
            union
            select distinct type from {schema.Name}.mt_events where seq_id > coalesce((select last_seq_id
                from {schema.Name}.mt_event_progression where name = '{AuditTrail.ViewName}:All'), 0))
        select event from found where event <> all($1) order by event
        """;

    /// <summary>One line for each name that is not known; none when all are, or when there is no schema yet.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancellation)
    {
        if (!await IsThereAsync(cancellation))
            return [];
        await using var command = database.CreateCommand(names);
        command.Parameters.AddWithValue(events.Names.ToArray());
        var found = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            found.Add($"The database holds events stored as '{row.GetString(0)}', which this program does not know: start the version of the "
                + "program that wrote them, or a later one.");
        }

        return found;
    }

    /// <summary>Says what is unknown and gives the exit code; null when the service may start.</summary>
    public static async Task<int?> RefuseAsync(IServiceProvider services) =>
        await ActivatorUtilities.CreateInstance<UnknownEvents>(services).FindAsync(CancellationToken.None) is { Count: > 0 } lines
            ? UnsafeSettings.Refuse(lines)
            : null;

    private async Task<bool> IsThereAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select count(to_regclass($1 || '.' || name)) = 3 from unnest($2) name");
        command.Parameters.AddWithValue(schema.Name);
        command.Parameters.AddWithValue((string[])["mt_events", "mt_event_progression", AuditTrail.TableName]);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }
}
