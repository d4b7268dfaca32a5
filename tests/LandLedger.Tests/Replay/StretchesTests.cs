using LandLedger.Replay;
using LandLedger.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

/// <summary>How the plots are cut into stretches, here of seven. Only their ids count, so there is nothing behind them.</summary>
public sealed class Stretches(StretchedLedger ledger) : IClassFixture<StretchedLedger>
{
    private Chunks Chunks => ledger.Alba.Services.GetRequiredService<Chunks>();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(14)]
    [InlineData(37)]
    public async Task hold_every_plot_once(int plots)
    {
        var ids = await PlotsAsync(plots);
        var rebuild = Guid.CreateVersion7();
        (await Chunks.CutAsync(rebuild, null, CancellationToken.None)).ShouldBe(plots);
        var all = await Chunks.AllAsync(rebuild, CancellationToken.None);
        all.Select(chunk => chunk.Number).ShouldBe(Enumerable.Range(0, (plots + 6) / 7));
        all.Select(chunk => chunk.First).ShouldBe(ids.Chunk(7).Select((own, number) => number == 0 ? Guid.Empty : own[0]));
        all.Select(chunk => chunk.End).ShouldBe(all.Skip(1).Select(chunk => (Guid?)chunk.First).Append(null).Take(all.Count));
    }

    [Fact]
    public async Task of_the_shares_are_those_of_the_whole()
    {
        await PlotsAsync(37);
        var whole = Guid.CreateVersion7();
        await Chunks.CutAsync(whole, null, CancellationToken.None);
        var found = new List<Chunk>();
        for (var number = 0; number < 4; number++)
        {
            var share = Guid.CreateVersion7();
            // The count is that of all plots: what a patrol walks through is a part of it.
            (await Chunks.CutAsync(share, new(number, 4), CancellationToken.None)).ShouldBe(37);
            var own = await Chunks.AllAsync(share, CancellationToken.None);
            own.ShouldAllBe(chunk => chunk.Number % 4 == number);
            found.AddRange(own);
        }

        found.OrderBy(chunk => chunk.Number).ShouldBe(await Chunks.AllAsync(whole, CancellationToken.None));
    }

    // The ids alone, in the order in which the database keeps them.
    private async Task<Guid[]> PlotsAsync(int plots)
    {
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var gone = database.CreateCommand("delete from ledger.mt_streams");
        await gone.ExecuteNonQueryAsync();
        await using var made = database.CreateCommand(
            "insert into ledger.mt_streams (id, type, version) select md5(n::text)::uuid, 'plot', 0 from generate_series(1, $1) n");
        made.Parameters.AddWithValue(plots);
        await made.ExecuteNonQueryAsync();
        await using var read = database.CreateCommand("select coalesce(array_agg(id order by id), array[]::uuid[]) from ledger.mt_streams");
        return (Guid[])(await read.ExecuteScalarAsync())!;
    }
}
