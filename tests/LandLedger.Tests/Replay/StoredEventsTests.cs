using System.Text.Json;
using System.Text.Json.Nodes;
using JasperFx.Events;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Proof.Rows;
using LandLedger.Storage;
using LandLedger.Replay;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Tidy;
using Marten;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

[Collection(OneLedger.Name)]
public sealed class Stored_events(LedgerHost ledger)
{
    [Fact]
    public async Task are_read_from_their_rows_as_the_store_reads_them()
    {
        var plot = await PlotWithEverythingAsync();
        await using var session = ledger.Store.QuerySession();
        var expected = (await session.Events.FetchStreamAsync(plot)).Select(All).ToArray();
        var read = await ReadAsync(new(ledger.Store), StoredEvents.Columns, plot);
        read.Select(All).ShouldBe(expected);
        expected.Length.ShouldBe(PlotStore.Events.Length);
        read.ShouldAllBe(recorded => recorded.GetHeader("reason")!.ToString() == "import" || recorded.Version == 1);
    }

    [Fact]
    public async Task of_facts_lack_provenance_and_nothing_else()
    {
        var plot = await PlotWithEverythingAsync();
        var whole = await ReadAsync(new(ledger.Store), StoredEvents.Columns, plot);
        var lean = await ReadAsync(new(ledger.Store), StoredEvents.ColumnsOfFacts, plot);
        lean.ShouldAllBe(recorded => recorded.Headers == null && recorded.CorrelationId == null);
        foreach (var recorded in whole)
        {
            recorded.Headers = null;
            (recorded.Id, recorded.CorrelationId, recorded.CausationId) = (Guid.Empty, null, null);
        }

        lean.Select(All).ShouldBe(whole.Select(All));
    }

    [Fact]
    public async Task and_cards_are_written_in_the_order_in_which_the_database_keeps_them()
    {
        var plot = await PlotWithEverythingAsync();
        await using var session = ledger.Store.QuerySession();
        foreach (var recorded in await session.Events.FetchStreamAsync(plot))
        {
            InOrder(JsonSerializer.Serialize(recorded.Data, recorded.Data.GetType(), LedgerJson.Stored)).ShouldBe(await KeptAsync(
                $"select data::text from ledger.mt_events where stream_id = '{plot}' and version = {recorded.Version}"));
        }

        InOrder(JsonSerializer.Serialize(await session.LoadAsync<PlotCard>(plot), LedgerJson.Stored))
            .ShouldBe(await KeptAsync($"select data::text from ledger.mt_doc_plotcard where id = '{plot}'"));

        static string InOrder(string json) => JsonNode.Parse(json)!.ToJsonString();
        async Task<string> KeptAsync(string sql) => InOrder(await DatabaseRole.AskAsync<string>(ledger.ConnectionString, sql));
    }

    [Theory, InlineData(StoredEvents.Columns, StoredEvents.Count), InlineData(StoredEvents.ColumnsOfFacts, StoredEvents.CountOfFacts)]
    public async Task are_the_same_when_copied(string columns, int count)
    {
        var plot = await PlotWithEverythingAsync();
        var events = new StoredEvents(ledger.Store);
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        var select = $"select {columns} from ledger.mt_events e where e.stream_id = '{plot}' order by e.version";
        var read = new List<IEvent>();
        await using (var row = await CopiedRows.OpenAsync(connection, select, count, CancellationToken.None))
        {
            while (await row.NextAsync(CancellationToken.None))
                read.Add(events.Read(row));
        }

        read.Select(All).ShouldBe((await ReadAsync(events, columns, plot)).Select(All));
    }

    [Fact]
    public async Task of_a_refused_commit_are_tombstones()
    {
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var command = database.CreateCommand(
            $$"""
            select {{StoredEvents.Columns}} from (select 7::bigint seq_id, gen_random_uuid() id, null::uuid stream_id, 1::bigint version,
                'tombstone' "type", now() "timestamp", null user_name, null correlation_id, null causation_id, '{}'::jsonb data,
                null::jsonb headers) e
            """);
        await using var row = await command.ExecuteReaderAsync();
        (await row.ReadAsync()).ShouldBeTrue();
        new StoredEvents(ledger.Store).Read(row).Data.ShouldBeOfType<Tombstone>();
    }

    [Fact]
    public async Task of_an_older_form_become_todays_record_step_by_step()
    {
        OldForm[] older =
        [
            new("area_set", typeof(VnLisRejected), "", json => Rename(json, "reasonCode", "why")),
            new("area_set", typeof(VnLisRejected), "", json => Rename(json, "why", "code")),
        ];
        var data = """{"reasonCode":"E1","payloadHash":"h","plotVersion":3,"reason":null}""";
        (await ReadAsync(new((DocumentStore)ledger.Store, older), "area_set", data)).Data.ShouldBe(new VnLisRejected("E1", "h", 3, null));
    }

    [Fact]
    public async Task without_the_mark_of_an_older_form_are_not_looked_at()
    {
        var looked = 0;
        OldForm[] older =
        [
            new("owner_match_reversed", typeof(OwnerMatchReversed), "\"who\"", json =>
            {
                looked++;
                Rename(json, "who", "holderId");
            }),
        ];
        var events = new StoredEvents((DocumentStore)ledger.Store, older);
        var reversed = new OwnerMatchReversed(Given.Id(1));
        (await ReadAsync(events, "owner_match_reversed", $$"""{"holderId":"{{Given.Id(1)}}"}""")).Data.ShouldBe(reversed);
        looked.ShouldBe(0);
        (await ReadAsync(events, "owner_match_reversed", $$"""{"who":"{{Given.Id(1)}}"}""")).Data.ShouldBe(reversed);
        looked.ShouldBe(1);
    }

    [Fact]
    public async Task of_an_unknown_type_are_named_and_not_skipped()
    {
        var unknown = await Should.ThrowAsync<UnknownEventException>(ReadAsync(new(ledger.Store), "plot_flooded", "{}"));
        unknown.Message.ShouldContain("Event 7 is stored as 'plot_flooded'");
    }

    private static void Rename(JsonObject json, string from, string to)
    {
        if (!json.Remove(from, out var value))
            return;
        json[to] = value;
    }

    private static string All(IEvent recorded) => JsonSerializer.Serialize(new
    {
        recorded.Sequence, recorded.Id, recorded.StreamId, recorded.Version, recorded.EventTypeName, recorded.DotNetTypeName,
        recorded.Timestamp, recorded.UserName, recorded.CorrelationId, recorded.CausationId, recorded.TenantId,
        Headers = recorded.Headers?.OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}={header.Value}"),
        recorded.Data,
    }, LedgerJson.Stored);

    private async Task<Guid> PlotWithEverythingAsync()
    {
        var plot = await ledger.As("registrar", "reg-1", "24781").Register();
        await ledger.Happened(plot, [.. PlotStore.Events.Where(type => type != typeof(PlotRegistered)).Select(Sample)
            .Select(The_stored_card.WithFreeNumber)]);
        return Guid.Parse(plot);
    }

    private static object Sample(Type type) =>
        JsonSerializer.Deserialize(House.Read(LedgerEvents.GoldenPath(type)), type, LedgerJson.Stored)!;

    private async Task<IEvent[]> ReadAsync(StoredEvents events, string columns, Guid plot)
    {
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var command = database.CreateCommand(
            $"select {columns} from ledger.mt_events e where e.stream_id = $1 order by e.version");
        command.Parameters.AddWithValue(plot);
        await using var row = await command.ExecuteReaderAsync();
        var read = new List<IEvent>();
        while (await row.ReadAsync())
            read.Add(events.Read(row));
        return [.. read];
    }

    private async Task<IEvent> ReadAsync(StoredEvents events, string name, string data)
    {
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        await using var command = database.CreateCommand(
            $$"""
            select {{StoredEvents.ColumnsOfFacts}} from (select 7::bigint seq_id, gen_random_uuid() id, gen_random_uuid() stream_id,
                1::bigint version, $1 "type", now() "timestamp", 'someone' user_name, null correlation_id, null causation_id,
                $2::jsonb data) e
            """);
        command.Parameters.AddWithValue(name);
        command.Parameters.AddWithValue(data);
        await using var row = await command.ExecuteReaderAsync();
        (await row.ReadAsync()).ShouldBeTrue();
        return events.Read(row);
    }
}
