using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>
/// The database that an export is loaded into. What is loaded stands in a schema of its own until all of it is there, row for row in the
/// same transactions, so that a load that was killed goes on exactly where it stopped.
/// </summary>
internal sealed class LoadTarget(NpgsqlDataSource database, LedgerSchema schema, string state)
{
    /// <summary>Whether a load was begun here.</summary>
    public async Task<bool> IsBegunAsync(CancellationToken cancellation) =>
        await OneAsync<bool>($"select to_regclass('{state}.export') is not null", cancellation);

    /// <summary>Refuses a database in which anything is.</summary>
    /// <param name="export">What is to be loaded.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="MovingRefusedException">A table has rows; it is named.</exception>
    public async Task NeedEmptyAsync(ExportManifest export, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        Place[] places = [.. export.Tables.Select(table => table.Place).Distinct()];
        var tables = (await MovedTables.OfAsync(connection, schema, places, cancellation)).Select(table => (table.Place, table.Name));
        foreach (var (place, name) in tables)
        {
            var table = $"{MovedTables.SchemaOf(place, schema)}.{name}";
            await using var any = new NpgsqlCommand($"select exists (select from {table})", connection);
            if (await any.ExecuteScalarAsync(cancellation) is true)
                throw new MovingRefusedException($"Cơ sở dữ liệu đích không trống: {table} đã có dòng. Chưa nạp gì.",
                    $"The target database is not empty: {table} has rows. Nothing was loaded.");
        }
    }

    /// <summary>Refuses tables that this program does not have.</summary>
    /// <exception cref="MovingRefusedException">A table or a column is unknown here.</exception>
    public async Task NeedTablesAsync(ExportManifest export, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        Place[] places = [.. export.Tables.Select(table => table.Place).Distinct()];
        var here = (await MovedTables.OfAsync(connection, schema, places, cancellation)).ToDictionary(table => (table.Place, table.Name));
        foreach (var table in export.Tables.Where(table => table.Rows > 0))
        {
            var unknown = here.TryGetValue((table.Place, table.Name), out var known) ? table.Columns.Except(known.Columns).ToArray() : null;
            if (unknown is { Length: 0 })
                continue;
            var what = unknown is null ? table.Name : $"{table.Name}.{unknown[0]}";
            throw new MovingRefusedException($"Phiên bản chương trình này không có {what}; hãy dùng phiên bản {export.Program} trở lên.",
                $"This version of the program has no {what}; use version {export.Program} or later.");
        }
    }

    /// <summary>Begins, or makes sure that it is this export that was begun here.</summary>
    /// <exception cref="MovingRefusedException">It was another one, or rows were added or taken meanwhile.</exception>
    public async Task BeginAsync(ExportFolder export, CancellationToken cancellation)
    {
        if (!await IsBegunAsync(cancellation))
        {
            await DoAsync(
                $"""
                create schema {state};
                create table {state}.export (id uuid primary key, manifest varchar not null);
                create table {state}.chunk (file varchar primary key, name varchar not null, rows bigint not null);
                create table {state}.definition (sql varchar primary key, place integer not null);
                insert into {state}.export values ('{export.Manifest.Export}', '{export.ManifestHash}');
                """, cancellation);
        }

        if (await OneAsync<string>($"select manifest from {state}.export", cancellation) != export.ManifestHash)
            throw new MovingRefusedException("Cơ sở dữ liệu đích đang nạp dở một bản xuất khác; hãy dùng cơ sở dữ liệu trống.",
                "The target database is half-loaded from another export; use an empty one.");
    }

    /// <summary>Files that are in already.</summary>
    public async Task<HashSet<string>> LoadedAsync(CancellationToken cancellation) =>
        [.. await OneAsync<string[]>($"select coalesce(array_agg(file::text), '{{}}') from {state}.chunk", cancellation)];

    /// <summary>Refuses tables that have other rows than those of the files that are in.</summary>
    public async Task NeedCountsAsync(ExportManifest export, CancellationToken cancellation)
    {
        var loaded = await LoadedAsync(cancellation);
        foreach (var table in export.Tables.Where(table => !table.Compared))
        {
            var expected = export.Chunks.Where(chunk => chunk.Table == table.Name && loaded.Contains(chunk.File)).Sum(chunk => chunk.Rows);
            var found = await OneAsync<long>($"select count(*) from {MovedTables.SchemaOf(table.Place, schema)}.{table.Name}", cancellation);
            if (found != expected)
                throw new MovingRefusedException(
                    $"{table.Name} có {found:N0} dòng, lẽ ra {expected:N0}: có người khác đã ghi vào đây. Hãy nạp vào cơ sở dữ liệu trống.",
                    $"{table.Name} has {found:N0} rows and should have {expected:N0}: somebody else has written here. Load into an empty database.");
        }
    }

    /// <summary>Loads one file, all of it or nothing.</summary>
    public async Task LoadAsync(ExportFolder export, ExportedChunk chunk, CancellationToken cancellation)
    {
        var table = export.Manifest.Tables.Single(table => table.Name == chunk.Table);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ReadSnapshot.PinAsync(connection, cancellation);
        await using (var note = new NpgsqlCommand($"insert into {state}.chunk values ($1, $2, $3)", connection))
        {
            foreach (var value in (object[])[chunk.File, chunk.Table, chunk.Rows])
                note.Parameters.AddWithValue(value);
            await note.ExecuteNonQueryAsync(cancellation);
        }

        var columns = string.Join(", ", table.Columns.Select(column => new NpgsqlCommandBuilder().QuoteIdentifier(column)));
        var rows = await ChunkFile.LoadAsync(connection,
            $"copy {MovedTables.SchemaOf(table.Place, schema)}.{table.Name} ({columns}) from stdin", export.At(chunk), cancellation);
        if (rows != chunk.Rows)
            throw new MovingRefusedException($"{chunk.File} có {rows:N0} dòng, bản kê nêu {chunk.Rows:N0}; tệp này không được nạp.",
                $"{chunk.File} has {rows:N0} rows, the manifest says {chunk.Rows:N0}; this file was not loaded.");
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Takes away what is dearer to keep while rows come than to make afterwards; the rules are kept and come back.</summary>
    public Task LetGoAsync(CancellationToken cancellation) => DoAsync(
        $"""
        do $$ declare one record; begin
            for one in select conname, conrelid::regclass as held, pg_get_constraintdef(oid) as rule from pg_constraint
                where contype = 'f' and conrelid = '{schema.Name}.mt_events'::regclass loop
                insert into {state}.definition values (format('alter table %s add constraint %I %s', one.held, one.conname, one.rule), 2);
                execute format('alter table %s drop constraint %I', one.held, one.conname);
            end loop;
            for one in select indexrelid::regclass as name, pg_get_indexdef(indexrelid) as rule from pg_index i
                where indrelid = '{schema.Name}.mt_events'::regclass and not indisprimary
                    and not exists (select from pg_constraint where conindid = i.indexrelid) loop
                insert into {state}.definition values (one.rule, 1);
                execute format('drop index %s', one.name);
            end loop;
        end $$;
        """, cancellation);

    /// <summary>Makes again what was let go.</summary>
    public Task TakeBackAsync(CancellationToken cancellation) => DoAsync(
        $"""
        do $$ declare one record; begin
            for one in select sql from {state}.definition order by place, sql loop
                execute one.sql;
            end loop;
            delete from {state}.definition;
        end $$;
        """, cancellation);

    /// <summary>Puts the sequences where they were.</summary>
    public async Task SetSequencesAsync(ExportManifest export, CancellationToken cancellation)
    {
        foreach (var (name, last) in export.Sequences)
        {
            if (last is { } value)
                await OneAsync<long>($"select setval('{schema.Name}.{name}', {value})", cancellation);
        }
    }

    /// <summary>Lets the planner know what is there.</summary>
    public async Task AnalyseAsync(ExportManifest export, CancellationToken cancellation)
    {
        foreach (var table in export.Tables.Where(table => table.Rows > 0))
            await DoAsync($"analyze {MovedTables.SchemaOf(table.Place, schema)}.{table.Name}", cancellation);
    }

    /// <summary>Forgets that this was loaded.</summary>
    public Task EndAsync(CancellationToken cancellation) => DoAsync($"drop schema {state} cascade", cancellation);

    private async Task<T> OneAsync<T>(string sql, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        return (T)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task DoAsync(string sql, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
