using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>A stretch of plots that is built and compared as one.</summary>
/// <param name="Number">Its place.</param>
/// <param name="First">The first id.</param>
/// <param name="End">The id behind the last; null for the last stretch.</param>
/// <param name="Built">Whether its rows are in the shadow.</param>
/// <param name="Rows">Rows that were built.</param>
/// <param name="Events">Events that were read for them.</param>
public sealed record Chunk(int Number, Guid First, Guid? End, bool Built, long Rows, long Events);

/// <summary>Cuts the plots of the ledger into stretches and notes which of them a rebuild has done.</summary>
/// <param name="database">The ledger's database.</param>
/// <param name="schema">Its schema.</param>
/// <param name="settings"><c>Replay:StretchPlots</c>: plots of one stretch.</param>
public sealed class Chunks(NpgsqlDataSource database, LedgerSchema schema, IConfiguration settings)
{
    // Enough that a transaction does not matter, few enough to hold in memory; with 5,000 the database took longer over each row.
    private readonly int plots = settings.GetValue("Replay:StretchPlots", 1_000);

    /// <summary>Cuts the plots into stretches, from the first id there can be to the last; of a share, every so manieth of them.</summary>
    /// <returns>How many plots there are.</returns>
    public async Task<long> CutAsync(Guid rebuild, Share? share, CancellationToken cancellation)
    {
        await ForgetAsync(rebuild, cancellation);
        // From one first id to the next by the index: numbering all plots takes five times as long, on one processor.
        await using var cut = database.CreateCommand(
            $"""
            with recursive firsts (number, id) as (
                (select 0, id from {schema.Name}.mt_streams order by id limit 1)
                union all
                select number + 1, (select later.id from {schema.Name}.mt_streams later where later.id > firsts.id
                    order by later.id offset {plots - 1} limit 1)
                from firsts where firsts.id is not null),
            cut as (select number, id, lead(id) over (order by number) behind from firsts where id is not null),
            noted as (
                insert into {schema.Name}.replay_chunk (rebuild, number, first, behind)
                select $1, number, case number when 0 then '00000000-0000-0000-0000-000000000000' else id end, behind
                from cut where number % $2 = $3)
            select number::bigint * {plots} + (select count(*) from (
                select from {schema.Name}.mt_streams own where own.id >= cut.id order by own.id limit {plots}) last_ones)
            from cut where behind is null
            """);
        cut.Parameters.AddWithValue(rebuild);
        cut.Parameters.AddWithValue(share?.Of ?? 1);
        cut.Parameters.AddWithValue(share?.Number ?? 0);
        cut.CommandTimeout = 0;
        return (long?)await cut.ExecuteScalarAsync(cancellation) ?? 0;
    }

    /// <summary>The stretches of a rebuild, in order.</summary>
    public async Task<List<Chunk>> AllAsync(Guid rebuild, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select number, first, behind, built, rows, events from {schema.Name}.replay_chunk
            where rebuild = $1 order by number
            """);
        command.Parameters.AddWithValue(rebuild);
        var chunks = new List<Chunk>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            chunks.Add(new(row.GetInt32(0), row.GetGuid(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.GetBoolean(3), row.GetInt64(4),
                row.GetInt64(5)));
        }

        return chunks;
    }

    /// <summary>Notes a stretch as done, in the transaction that did it.</summary>
    public async Task DoneAsync(NpgsqlConnection connection, Guid rebuild, int number, FoldedRows folded, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"update {schema.Name}.replay_chunk set built = true, rows = $3, events = $4 where rebuild = $1 and number = $2", connection);
        command.Parameters.AddWithValue(rebuild);
        command.Parameters.AddWithValue(number);
        command.Parameters.AddWithValue((long)folded.Rows.Count);
        command.Parameters.AddWithValue(folded.Events);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Forgets the stretches of a rebuild.</summary>
    public async Task ForgetAsync(Guid rebuild, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"delete from {schema.Name}.replay_chunk where rebuild = $1");
        command.Parameters.AddWithValue(rebuild);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
