using System.Text.Json.Nodes;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using Marten;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Audit;

[Collection(OneLedger.Name)]
public sealed class Provenance_of_events(LedgerHost ledger)
{
    [Fact]
    public async Task every_event_says_who_in_what_role_from_where_in_which_session_and_why()
    {
        await ledger.IsKnown("Ngô Thị Hạnh", "068185777001", "1985-02-01", "female");
        var registrar = ledger.As("registrar", "reg-p", "24781");
        var plot = await registrar.Register();
        var holder = await registrar.RecordHolder(plot, 1, Calls.Holder("Ngô Thị Hạnh", "068185777001"));
        await registrar.PostJson($"/api/v1/plots/{plot}/holders/{holder}/match", """{"reason":"ask the register"}""", "\"2\"");
        await Calls.Eventually(() => registrar.Card(plot), card => card["version"]!.GetValue<int>() == 3, 60);
        await registrar.PostJson($"/api/v1/plots/{plot}/sync", """{"reason":"it is clean"}""", "\"3\"");
        await Calls.Eventually(() => registrar.Card(plot), card => card["version"]!.GetValue<int>() == 4, 60);
        await registrar.PostJson($"/api/v1/plots/{plot}/holders/{holder}/unmatch", """{"reason":"by mistake"}""", "\"4\"");

        var rows = (await ledger.Rows(
            $"""
            select json_build_object('who', user_name, 'headers', headers, 'correlation', correlation_id)::text
            from ledger.mt_events where stream_id = '{plot}' order by version
            """))
            .Select(row => JsonNode.Parse(row)!).ToArray();
        rows.Select(row => row["headers"]!["reason"]!.ToString())
            .ShouldBe(["first registration", "owner on the certificate", "ask the register", "it is clean", "by mistake"]);
        rows.ShouldAllBe(row => row["who"]!.ToString() == "reg-p" && row["headers"]!["name"]!.ToString() == "Officer reg-p"
            && row["headers"]!["roles"]!.ToString() == "registrar" && row["headers"]!["office"]!.ToString() == "24781");
        rows.Select(row => row["headers"]!["session"]!.ToString()).Distinct().ShouldHaveSingleItem().Length.ShouldBe(32);
        rows.ShouldAllBe(row => row["correlation"]!.ToString().Length > 0);
    }

    [Fact]
    public async Task nothing_that_a_client_says_of_itself_changes_the_actor()
    {
        var registrar = ledger.As("registrar", "reg-true", "24781");
        foreach (var header in (string[])["X-Actor", "X-User", "X-Forwarded-User", "user_name", "user-name", "UserName", "name", "roles",
            "Correlation-Id", "tenant-id"])
            registrar.DefaultRequestHeaders.TryAddWithoutValidation(header, "reg-false");
        var plot = await registrar.Register();
        var row = JsonNode.Parse((await ledger.Rows($"select row_to_json(e)::text from ledger.mt_events e where stream_id = '{plot}'"))
            .Single())!;
        row["user_name"]!.ToString().ShouldBe("reg-true");
        row.ToJsonString().ShouldNotContain("reg-false");
        foreach (var member in (string[])["actor", "userName", "recordedBy", "lastModifiedBy", "headers"])
        {
            var answer = await registrar.PostJson("/api/v1/plots",
                Calls.Registration(Calls.NewPlotNumber(), more: body => body[member] = "reg-false"));
            answer.Body!["errors"]!.AsObject().Select(error => error.Key).ShouldBe([member]);
        }
    }

    [Fact]
    public async Task a_commit_without_an_actor_is_stopped_by_the_ledger()
    {
        var before = await ledger.Remembered();
        await using var session = ledger.Store.LightweightSession();
        session.Events.StartStream<Plot>(Guid.CreateVersion7(),
            Given.Registered() with { Number = new("24781", new(2025, 7, 1), "12", Calls.NewPlotNumber()) });
        var stopped = await Should.ThrowAsync<Exception>(() => session.SaveChangesAsync());
        stopped.ToString().ShouldContain("has no actor");
        (await ledger.Remembered()).ShouldBe(before);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("''")]
    public async Task an_event_without_an_actor_is_stopped_by_the_database(string actor)
    {
        var plot = await ledger.As("registrar", "reg-1", "24781").Register();
        var stopped = await Should.ThrowAsync<PostgresException>(() => ledger.Rows(
            $"""
            insert into ledger.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, user_name)
            select nextval('ledger.mt_events_sequence'), gen_random_uuid(), stream_id, 2, data, type, now(), tenant_id, {actor}
            from ledger.mt_events where stream_id = '{plot}'
            """));
        (stopped.SqlState, stopped.ConstraintName).ShouldBe((PostgresErrorCodes.CheckViolation, "nothing_anonymous"));
    }
}
