using System.Text.Json;
using System.Text.Json.Nodes;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Tests.Harness;
using Marten;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>What the store wrote beside an event is what a fold of the whole stream says, for each event on its own.</summary>
[Collection(OneLedger.Name)]
public sealed class The_stored_card(LedgerHost ledger)
{
    // What must have happened before, so that the event has something to change.
    private static readonly Dictionary<Type, Type[]> Before = new()
    {
        [typeof(DocumentWithdrawn)] = [typeof(DocumentAttached)],
        [typeof(HolderRemoved)] = [typeof(HolderRecorded)],
        [typeof(OwnerMatched)] = [typeof(HolderRecorded)],
        [typeof(OwnerMatchFailed)] = [typeof(HolderRecorded)],
        [typeof(OwnerMatchReversed)] = [typeof(HolderRecorded), typeof(OwnerMatched)],
        [typeof(ConflictResolutionProposed)] = [typeof(ConflictFound)],
        [typeof(ConflictResolved)] = [typeof(ConflictFound), typeof(ConflictResolutionProposed)],
        [typeof(ConflictReopened)] = [typeof(ConflictFound), typeof(ConflictResolutionProposed), typeof(ConflictResolved)],
    };

    public static TheoryData<string> Events => [.. PlotStore.Events.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Events))]
    public async Task follows_an_event_that_is_committed_alone(string name)
    {
        var type = PlotStore.Events.Single(type => type.Name == name);
        var id = await RegisterAsync();
        foreach (var earlier in Before.GetValueOrDefault(type, []))
            await AppendAsync(id, Sample(earlier));
        var before = (await LoadAsync(id)).Stored;

        if (type != typeof(PlotRegistered))
            await AppendAsync(id, WithFreeNumber(Sample(type)));

        var (stored, folded) = await LoadAsync(id);
        Difference(stored, folded).ShouldBeNull();
        if (type != typeof(PlotRegistered))
            Unmoved(before!, stored!).ShouldBeNull();
    }

    [Fact]
    public async Task stands_on_events_whose_stored_form_is_the_golden_sample()
    {
        foreach (var type in PlotStore.Events.Where(type => type != typeof(PlotRegistered)))
        {
            var id = await RegisterAsync();
            await AppendAsync(id, Sample(type));
            var (alias, data) = await LastRowAsync(id);
            alias.ShouldBe(LedgerEvents.Alias(type));
            JsonNode.DeepEquals(JsonNode.Parse(data), JsonNode.Parse(House.Read(LedgerEvents.GoldenPath(type)))).ShouldBeTrue(data);
        }
    }

    [Fact]
    public void that_lacks_what_an_event_did_is_seen()
    {
        var folded = new PlotCard { Version = 2, AreaSquareMetres = 240.9m };
        Difference(folded with { AreaSquareMetres = 240.5m }, folded).ShouldNotBeNull().ShouldContain("areaSquareMetres");
        Difference(folded with { Version = 0 }, folded).ShouldNotBeNull().ShouldContain("version");
        Difference(null, folded).ShouldNotBeNull();
        Difference(folded, folded).ShouldBeNull();
        Unmoved(folded, folded with { Version = 3 }).ShouldNotBeNull();
        Unmoved(folded, folded with { Version = 3, AreaSquareMetres = 241 }).ShouldBeNull();
    }

    private static string? Difference(PlotCard? stored, PlotCard folded)
    {
        var (one, other) = (Members(stored), Members(folded));
        var differing = other.Select(member => member.Key).Where(key => !JsonNode.DeepEquals(one[key], other[key])).ToArray();
        return differing.Length == 0
            ? null
            : $"The stored card differs from the fold of its stream in {string.Join(", ", differing)}: see that its Evolve binds a name "
                + "in each arm.";
    }

    private static string? Unmoved(PlotCard before, PlotCard after) =>
        Difference(before with { Version = after.Version, ChangedAt = after.ChangedAt }, after) is null
            ? "The event changed nothing on the card: give its arm an effect, or add to the test what must come before it."
            : null;

    private static JsonObject Members(PlotCard? card) =>
        card is null ? [] : JsonSerializer.SerializeToNode(card, LedgerJson.Stored)!.AsObject();

    /// <summary>The fact with a number that no other plot of the tests has; one test puts the sample's own number on a plot.</summary>
    public static object WithFreeNumber(object fact) => fact switch
    {
        PlotRenumberedBecauseCommunesMerged it => it with { To = it.To with { Plot = Calls.NewPlotNumber() } },
        PlotRenumberingReversed it => it with { To = it.To with { Plot = Calls.NewPlotNumber() } },
        _ => fact,
    };

    private static object Sample(Type type) =>
        JsonSerializer.Deserialize(House.Read(LedgerEvents.GoldenPath(type)), type, LedgerJson.Stored)!;

    private async Task<Guid> RegisterAsync()
    {
        var id = Guid.CreateVersion7();
        var sample = (PlotRegistered)Sample(typeof(PlotRegistered));
        await using var session = Session();
        session.Events.StartStream<Plot>(id, sample with { Number = sample.Number with { Plot = Calls.NewPlotNumber() }, PlotCode = null });
        await session.SaveChangesAsync();
        return id;
    }

    private async Task AppendAsync(Guid id, object fact)
    {
        await using var session = Session();
        (await session.Events.FetchForWriting<Plot>(id)).AppendOne(fact);
        await session.SaveChangesAsync();
    }

    private async Task<(PlotCard? Stored, PlotCard Folded)> LoadAsync(Guid id)
    {
        await using var query = ledger.Store.QuerySession();
        return (await query.LoadAsync<PlotCard>(id), (await query.Events.AggregateStreamAsync<PlotCard>(id))!);
    }

    private async Task<(string Alias, string Data)> LastRowAsync(Guid id)
    {
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var command = database.CreateCommand(
            "select type, data::text from ledger.mt_events where stream_id = $1 order by version desc limit 1");
        command.Parameters.Add(new() { Value = id });
        await using var rows = await command.ExecuteReaderAsync();
        (await rows.ReadAsync()).ShouldBeTrue();
        return (rows.GetString(0), rows.GetString(1));
    }

    // Nothing anonymous is recorded.
    private IDocumentSession Session()
    {
        var session = ledger.Store.LightweightSession();
        session.LastModifiedBy = "registrar-of-samples";
        return session;
    }
}
