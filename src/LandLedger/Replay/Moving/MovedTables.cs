using LandLedger.Proof;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>The schemas whose rows move.</summary>
public enum Place
{
    /// <summary>The ledger's own.</summary>
    Ledger,

    /// <summary>The sequencer's.</summary>
    Log,

    /// <summary>Messages on their way.</summary>
    Messages,

    /// <summary>The vault's.</summary>
    Vault,
}

/// <summary>A table as it is exported.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Its schema.</param>
/// <param name="Columns">The columns that move.</param>
/// <param name="Read">What is selected, as many as there are columns.</param>
/// <param name="Key">What the rows are ordered by; empty where there is no key.</param>
/// <param name="Where">Which rows; empty for all.</param>
public sealed record MovedTable(string Name, Place Place, string[] Columns, string[] Read, string Key, string Where = "")
{
    /// <summary>Name of the table of digests of the clean view.</summary>
    public const string Cards = "mt_doc_plotcard";

    /// <summary>Rows are only ever added, each with a higher or a missing number: what was read once need not be read again.</summary>
    public bool OnlyGrows => (Place, Name) is (Place.Ledger, "mt_events" or "read_log") or (Place.Log, "leaf");

    /// <summary>Follows from the others; only digests are in the export, to hold against what is rebuilt.</summary>
    public bool Compared => Name == Cards;

    /// <summary>The statement that gives the rows.</summary>
    public string CopyOut(LedgerSchema schema, string range = "")
    {
        var conditions = ((string[])[Where, range]).Where(one => one.Length > 0).ToArray();
        return $"copy (select {string.Join(", ", Read)} from {MovedTables.SchemaOf(Place, schema)}.{Name}"
            + (conditions.Length > 0 ? $" where {string.Join(" and ", conditions)}" : "")
            + (Key.Length > 0 ? $" order by {Key}" : "") + ") to stdout";
    }
}

/// <summary>
/// Which tables move: all of them but those that follow from the events or belong to one installation. Asked of the database, so that a
/// table that is added later is not forgotten.
/// </summary>
public static class MovedTables
{
    /// <summary>What is rebuilt or begins anew in the new house.</summary>
    public static readonly string[] LeftBehind =
    [
        MovedTable.Cards, "audit_trail", "mt_event_progression", "mt_event_projection_floors", "mt_high_water_skips",
        "mt_doc_deadletterevent", "mt_doc_envelope", "mt_doc_rebuild", "replay_chunk", "replay_difference",
    ];

    // Whatever waits belongs to no node of the new house yet.
    private static readonly (string Table, string Where)[] Messages =
    [
        ("wolverine_incoming_envelopes", "status <> 'Handled'"), ("wolverine_outgoing_envelopes", ""), ("wolverine_dead_letters", ""),
        ("wolverine_deduplicated_responses", "expires > now()"),
    ];

    /// <summary>Counts messages that wait.</summary>
    public static string WaitingSql(LedgerSchema schema) =>
        $"""
        select (select count(*) from {SchemaOf(Place.Messages, schema)}.wolverine_incoming_envelopes where status <> 'Handled')
            + (select count(*) from {SchemaOf(Place.Messages, schema)}.wolverine_outgoing_envelopes)
            + (select count(*) from {SchemaOf(Place.Messages, schema)}.wolverine_dead_letters)
        """;

    /// <summary>Name of the schema of a place.</summary>
    public static string SchemaOf(Place place, LedgerSchema schema) => place switch
    {
        Place.Ledger => schema.Name,
        Place.Log => LogTables.SchemaOf(schema),
        Place.Messages => $"{schema.Name}_wolverine",
        _ => "vault",
    };

    /// <summary>The tables of some places, as the database has them.</summary>
    public static async Task<IReadOnlyList<MovedTable>> OfAsync(
        NpgsqlConnection connection, LedgerSchema schema, Place[] places, CancellationToken cancellation)
    {
        var tables = new List<MovedTable>();
        foreach (var place in places)
        {
            await using var command = new NpgsqlCommand(
                """
                select c.relname, array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = ''),
                    coalesce((select string_agg(quote_ident(k.attname), ', ' order by array_position(i.indkey::int[], k.attnum::int))
                        from pg_index i join pg_attribute k on k.attrelid = c.oid and k.attnum = any(i.indkey)
                        where i.indrelid = c.oid and i.indisprimary), '')
                from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                where c.relnamespace = to_regnamespace($1) and c.relkind = 'r'
                group by c.oid, c.relname order by c.relname = 'mt_events', c.relname
                """, connection);
            command.Parameters.AddWithValue(SchemaOf(place, schema));
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                if (Of(place, row.GetString(0), row.GetFieldValue<string[]>(1), row.GetString(2)) is { } moved)
                    tables.Add(moved);
            }
        }

        return tables;
    }

    private static MovedTable? Of(Place place, string name, string[] columns, string key)
    {
        if (place == Place.Ledger && name == MovedTable.Cards)
            return new(name, place, ["id", "mt_version", "digest"],
                ["id", "mt_version", "encode(sha256(convert_to(data::text, 'UTF8')), 'hex')"], key);
        if (place == Place.Ledger && LeftBehind.Contains(name))
            return null;
        // Transaction numbers of one server say nothing on another; there, nothing that was open here can still come.
        if (place == Place.Log && name == "gap")
            columns = [.. columns.Where(column => column != "seen_before")];
        if (place != Place.Messages)
            return new(name, place, columns, columns, key);
        var kept = Messages.FirstOrDefault(one => one.Table == name);
        return kept.Table is null ? null
            : new(name, place, columns, [.. columns.Select(column => column == "owner_id" ? "0" : column)], key, kept.Where);
    }
}
