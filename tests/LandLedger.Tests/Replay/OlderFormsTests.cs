using System.Text.Json;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Proof;
using LandLedger.Proof.Verdicts;
using LandLedger.Replay;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Proof;
using LandLedger.Tests.Tidy;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

/// <summary>A row as an earlier program recorded it, signed by it, in a ledger of today.</summary>
public sealed class An_event_of_an_older_form(SealingLedger ledger) : IClassFixture<SealingLedger>
{
    private static readonly byte[] Stored = File.ReadAllBytes(Path.Combine(
        House.Root, "tests/LandLedger.Tests/Golden/conflict_found.old-1.json"));

    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");

    [Fact]
    public async Task is_read_everywhere_settled_and_proved_unchanged()
    {
        var plot = Guid.Parse(await registrar.Register());
        await RecordedThenAsync(plot);
        var found = JsonSerializer.Deserialize<ConflictFound>(
            House.Read("tests/LandLedger.Tests/Golden/conflict_found-2.json"), LedgerJson.Stored)!;

        // Sessions, live aggregation, and the rows themselves.
        await using var session = ledger.Store.QuerySession();
        ((ConflictFound)(await session.Events.FetchStreamAsync(plot))[1].Data).Moved.ShouldBe(found.Moved);
        (await session.Events.AggregateStreamAsync<Plot>(plot))!.Conflict(found.ConflictId)!.Offered.Value.ShouldBe("242");
        var card = (await session.Events.AggregateStreamAsync<PlotCard>(plot))!;
        card.Conflicts.Single().Moved.ShouldBe(["VNPT-iLIS 241 -> 242"]);
        foreach (var past in (string[])["version=2", $"asOf={(await registrar.GetJson($"/api/v1/plots/{plot}?version=2")).Text("changedAt")}"])
            (await registrar.GetJson($"/api/v1/plots/{plot}?{past}")).Body!["conflicts"]![0]!["moved"]![0]!.ToString()
                .ShouldBe("VNPT-iLIS 241 -> 242");

        // The daemon, history and audit.
        await ledger.CaughtUp();
        (await registrar.GetJson($"/api/v1/plots/{plot}/history")).Body!["items"]![1]!["event"]!.ToString().ShouldBe("conflict_found");
        (await ledger.Rows($"select event from ledger.audit_trail where plot_id = '{plot}' and version = 2")).ShouldBe(["conflict_found"]);
        (await ledger.As("security-officer").GetJson($"/api/v1/audit?plot={plot}&event=conflict_found")).Body!["items"]![0]!["changes"]!
            .ToJsonString().ShouldContain("242");

        // A decision builds on it.
        var proposal = await registrar.PostJson($"/api/v1/plots/{plot}/conflicts/{found.ConflictId}/proposal",
            """{"choice":"held","reason":"r"}""", "\"2\"");
        proposal.Text("version").ShouldBe("3", proposal.Body!.ToJsonString());
        (await registrar.Card(plot.ToString()))["conflicts"]![0]!["moved"]![0]!.ToString().ShouldBe("VNPT-iLIS 241 -> 242");

        var proof = await ledger.Proof(plot, 3);
        proof.Check(ledger.Keys).Outcome.ShouldBe(Outcome.Sound);
        proof.Events[1].Leaf.PayloadHash.ShouldBe(EventHashes.OfPayload(Stored));
    }

    // What an earlier program did: signed bytes of its own form, and the card beside them.
    private async Task RecordedThenAsync(Guid plot)
    {
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString);
        var id = Guid.NewGuid();
        var headers = new Dictionary<string, string> { ["name"] = "Import" };
        var who = EventHashes.OfProvenance("importer", null, null, JsonSerializer.SerializeToUtf8Bytes(headers));
        headers[EventHashes.OriginHeader] = ledger.Alba.Services.GetRequiredService<SignedAtOrigin>()
            .Sign(plot, 2, [new(id, "conflict_found", EventHashes.OfPayload(Stored), who)]);
        await using (var insert = database.CreateCommand(
            """
            insert into ledger.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, user_name, headers)
            values (nextval('ledger.mt_events_sequence'), $1, $2, 2, $3, 'conflict_found', now(), 'LandLedger.Plots.ConflictFound, LandLedger',
                'importer', $4)
            """))
        {
            insert.Parameters.AddWithValue(id);
            insert.Parameters.AddWithValue(plot);
            insert.Parameters.AddWithValue(NpgsqlDbType.Jsonb, Stored);
            insert.Parameters.AddWithValue(NpgsqlDbType.Jsonb, JsonSerializer.SerializeToUtf8Bytes(headers));
            await insert.ExecuteNonQueryAsync();
        }

        await ledger.Rows($"update ledger.mt_streams set version = 2 where id = '{plot}'");
        var folded = await ledger.Alba.Services.GetRequiredService<PlotPast>().AtVersionAsync(plot, 2, CancellationToken.None);
        await using var update = database.CreateCommand("update ledger.mt_doc_plotcard set data = $1, mt_version = 2 where id = $2");
        update.Parameters.AddWithValue(NpgsqlDbType.Jsonb, JsonSerializer.SerializeToUtf8Bytes(folded, LedgerJson.Stored));
        update.Parameters.AddWithValue(plot);
        await update.ExecuteNonQueryAsync();
    }
}
