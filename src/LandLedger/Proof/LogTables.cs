using LandLedger.Storage;

namespace LandLedger.Proof;

/// <summary>
/// The sequencer's own tables, in a schema of their own: the service may read them, only the sequencer's role writes them. Statements are
/// the other way round: the service states what is not an event and has to be sealed too.
/// </summary>
public static class LogTables
{
    /// <summary>Name of the schema.</summary>
    public static string SchemaOf(LedgerSchema schema) => $"{schema.Name}_log";

    /// <summary>The tables, as SQL that may be run again and again.</summary>
    public static string Sql(LedgerSchema schema)
    {
        var log = SchemaOf(schema);
        return $"""
            create schema if not exists {log};
            create table if not exists {log}.leaf (
                leaf_index bigint primary key, seq_id bigint, record bytea not null);
            create unique index if not exists leaf_of_event on {log}.leaf (seq_id) where seq_id is not null;
            create table if not exists {log}.head (
                one boolean primary key default true check (one),
                size bigint not null, root bytea not null, edge bytea not null, reached bigint not null);
            create table if not exists {log}.gap (
                seq_id bigint primary key, seen_at timestamptz not null default now(),
                seen_before xid8 not null default pg_snapshot_xmax(pg_current_snapshot()), void_at timestamptz);
            create table if not exists {log}.held (
                seq_id bigint primary key, stream_id uuid, version bigint not null, type varchar not null, why varchar not null,
                seen_at timestamptz not null default now());
            create table if not exists {log}.statement (
                id uuid primary key, kind smallint not null, body jsonb not null, made_at timestamptz not null, actor varchar not null,
                origin varchar not null, leaf_index bigint);
            create index if not exists statement_waiting on {log}.statement (made_at) where leaf_index is null;
            create table if not exists {log}.cosigned (
                size bigint primary key, note varchar not null, cosigned_at timestamptz not null);
            """;
    }
}
