using LandLedger.Storage;

namespace LandLedger.Replay;

/// <summary>
/// What replay needs in the database: the notes of a rebuild, a schema in which the shadow of a view grows, and the few statements on
/// tables that only their owner may make, as functions of the owner that the service may call.
/// </summary>
public static class ReplayTables
{
    /// <summary>The functions that the service may call.</summary>
    private static readonly string[] Functions =
    [
        "replay_open(text)", "replay_indexes(text, boolean)", "replay_index(text, text)", "replay_indexed(text)", "replay_mark()",
        "replay_switch(text)", "replay_close(text)",
    ];

    /// <summary>Schema in which shadows grow.</summary>
    public static string ShadowOf(LedgerSchema schema) => $"{schema.Name}_shadow";

    /// <summary>Tables and functions, as SQL that may be run again and again by the owner.</summary>
    public static string Sql(LedgerSchema schema)
    {
        var (live, shadow) = (schema.Name, ShadowOf(schema));
        return string.Concat(Notes(live, shadow), Known(live), Close(live, shadow), Open(live, shadow), Index(live, shadow), Mark(live),
            Switch(live, shadow), string.Concat(Functions.Select(function => $"revoke execute on function {live}.{function} from public;\n")));
    }

    /// <summary>Lets the service's role call the functions.</summary>
    /// <param name="schema">The ledger.</param>
    /// <param name="quotedRole">The role, quoted.</param>
    public static string Grants(LedgerSchema schema, string quotedRole) =>
        string.Concat(Functions.Select(function => $"grant execute on function {schema.Name}.{function} to {quotedRole};\n"));

    private static string Notes(string live, string shadow) =>
        $"""
        create schema if not exists {shadow};
        create table if not exists {live}.replay_chunk (
            rebuild uuid not null, number int not null, first uuid not null, behind uuid, rows bigint not null default 0,
            events bigint not null default 0, built boolean not null default false, primary key (rebuild, number));
        create table if not exists {live}.replay_difference (
            rebuild uuid not null, key varchar not null, plot_id uuid not null, kind varchar not null, commune varchar,
            cause varchar not null, explained boolean not null, fields jsonb not null, primary key (rebuild, key));
        create index if not exists replay_difference_by_cause on {live}.replay_difference (rebuild, cause, key);

        """;

    private static string Known(string live)
    {
        var views = string.Join(", ", ReplayedView.All.Select(view => $"'{view.Table}'"));
        return $"""
            create or replace function {live}.replay_view(view text) returns text language plpgsql immutable
            set search_path = pg_catalog, pg_temp as $$
            begin
                if view not in ({views}) then
                    raise exception 'There is no view of this name that can be rebuilt.' using errcode = '42P01';
                end if;
                return quote_ident(view);
            end $$;

            """;
    }

    private static string Open(string live, string shadow) =>
        $"""
        create or replace function {live}.replay_open(view text) returns void language plpgsql security definer
        set search_path = pg_catalog, pg_temp as $$
        begin
            perform {live}.replay_close(view);
            execute format('create table {shadow}.%s (like {live}.%s including defaults including constraints including storage'
                || ' including compression)', view, view);
            execute format('grant usage on schema {shadow} to %I', session_user);
            execute format('grant select, insert, update, delete on {shadow}.%s to %I', view, session_user);
        end $$;

        """;

    // The costliest come first, so that none is left for the end. One worker each: several are made at once.
    private static string Index(string live, string shadow) =>
        $"""
        drop function if exists {live}.replay_index(text, boolean);
        create or replace function {live}.replay_indexes(view text, last_ones boolean) returns setof text language sql stable security definer
        set search_path = pg_catalog, pg_temp as $$
            select made.relname::text from pg_index join pg_class made on made.oid = indexrelid
            where indrelid = ('{live}.' || {live}.replay_view(view))::regclass and (last_ones or indisprimary or not indisunique)
                and not exists (select from pg_class there where there.relname = made.relname
                    and there.relnamespace = '{shadow}'::regnamespace)
            order by pg_relation_size(made.oid) desc, made.relname
        $$;
        create or replace function {live}.replay_index(view text, name text) returns void language plpgsql security definer
        set search_path = pg_catalog, pg_temp as $$
        declare
            def text;
        begin
            select pg_get_indexdef(indexrelid) into strict def from pg_index join pg_class on pg_class.oid = indexrelid
                where indrelid = ('{live}.' || {live}.replay_view(view))::regclass and relname = name;
            perform set_config('maintenance_work_mem', '256MB', true), set_config('max_parallel_maintenance_workers', '0', true);
            execute replace(def, ' ON {live}.', ' ON {shadow}.');
        end $$;
        create or replace function {live}.replay_indexed(view text) returns void language plpgsql security definer
        set search_path = pg_catalog, pg_temp as $$
        declare
            made record;
        begin
            view := {live}.replay_view(view);
            for made in select conname, case contype when 'p' then 'primary key' else 'unique' end kind
                from pg_constraint con where conrelid = ('{live}.' || view)::regclass and contype in ('p', 'u')
                    and exists (select from pg_class there where there.relname = con.conname
                        and there.relnamespace = '{shadow}'::regnamespace)
                    and not exists (select from pg_constraint there where there.conname = con.conname
                        and there.connamespace = '{shadow}'::regnamespace)
            loop
                execute format('alter table {shadow}.%s add constraint %I %s using index %I', view, made.conname, made.kind, made.conname);
            end loop;
            execute format('analyze {shadow}.%s', view);
        end $$;

        """;

    private static string Mark(string live) =>
        $"""
        create or replace function {live}.replay_mark() returns bigint language plpgsql security definer
        set search_path = pg_catalog, pg_temp as $$
        begin
            lock table {live}.mt_events in share mode;
            return (select last_value from {live}.mt_events_sequence);
        end $$;

        """;

    private static string Switch(string live, string shadow) =>
        $"""
        create or replace function {live}.replay_switch(view text) returns void language plpgsql security definer
        set search_path = pg_catalog, pg_temp as $$
        declare
            right_ record;
        begin
            view := {live}.replay_view(view);
            execute format('lock table {live}.%s in access exclusive mode', view);
            if session_user <> current_user then
                execute format('revoke all on {shadow}.%s from %I', view, session_user);
            end if;
            for right_ in execute format('select privilege_type, case grantee when 0 then ''public'' else'
                || ' quote_ident(pg_get_userbyid(grantee)) end whom from pg_class, aclexplode(relacl)'
                || ' where pg_class.oid = %L::regclass and grantee <> relowner', '{live}.' || view)
            loop
                execute format('grant %s on {shadow}.%s to %s', right_.privilege_type, view, right_.whom);
            end loop;
            execute format('drop table {live}.%s', view);
            execute format('alter table {shadow}.%s set schema {live}', view);
        end $$;

        """;

    private static string Close(string live, string shadow) =>
        $"""
        create or replace function {live}.replay_close(view text) returns void language plpgsql security definer
        set search_path = pg_catalog, pg_temp as $$
        begin
            execute format('drop table if exists {shadow}.%s', {live}.replay_view(view));
        end $$;

        """;
}
