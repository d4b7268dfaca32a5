using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify.Tampering;

[Collection(OneProvince.Name)]
public sealed class Tampering_with_events(SealedProvince province)
{
    [Fact]
    public async Task that_changes_a_column_is_found_and_named()
    {
        var (code, set) = (new List<string>(), new List<string>());
        void Attack(string what, string how) => (code, set) = ([.. code, what], [.. set, how]);
        Attack("payload-changed", "data = data || '{\"reason\": \"EVIL\"}'");
        Attack("payload-changed", "data = jsonb_set(data, '{extra}', '1')");
        Attack("payload-changed", "data = replace(data::text, '\"24781\"', '\"24782\"')::jsonb");
        Attack("payload-changed", "data = normalize(data::text || '', nfd)::jsonb || '{\"x\":\"\"}'");
        Attack("payload-changed", "data = '{\"number\": 1.5}'");
        Attack("time-changed", "timestamp = timestamp + interval '1 microsecond'");
        Attack("time-changed", "timestamp = timestamp - interval '1 microsecond'");
        Attack("time-changed", "timestamp = '-infinity'");
        Attack("provenance-changed", "user_name = 'somebody'");
        Attack("provenance-changed", "correlation_id = 'other'");
        Attack("provenance-changed", "causation_id = 'other'");
        Attack("provenance-changed", "headers = headers || '{\"name\": \"Somebody\"}'");
        Attack("provenance-changed", "headers = headers - 'roles'");
        Attack("type-changed", "type = 'plot_closed'");
        Attack("event-id-changed", "id = gen_random_uuid()");
        Attack("tenant-changed", "tenant_id = 'other'");
        Attack("row-flags", "is_archived = true");
        Attack("row-flags", "bdata = '\\x00'");
        var targets = code.Select((what, at) => (what, Event: province.Plots[at][0])).ToArray();
        var judged = await province.AfterAsync(
            [.. set.Select((how, at) => $"update ledger.mt_events set {how} where seq_id = {targets[at].Event.Sequence}")]);
        judged.ShouldName(targets);
        judged.Output.ShouldNotContain("EVIL");
        judged.Output.ShouldNotContain("omebody");
    }

    [Fact]
    public async Task that_changes_one_letter_to_its_decomposed_form_is_found()
    {
        var copy = await province.CopyAsync();
        var number = (await Tables.RowsAsync(copy,
            "select seq_id from ledger.mt_events where data::text <> normalize(data::text, nfd) order by seq_id limit 1",
            row => row.GetInt64(0))).Single();
        await Tables.DoAsync(copy, $"update ledger.mt_events set data = normalize(data::text, nfd)::jsonb where seq_id = {number}");
        var judged = await province.JudgeAsync(copy);
        (judged.Exit, judged.Findings.Single().Code, judged.Findings.Single().Sequence).ShouldBe((1, "payload-changed", number));
    }

    [Fact]
    public async Task that_deletes_rows_is_found_and_named()
    {
        var (first, last, whole, tail) = (province.Plots[0][0], province.Plots[1][^1], province.Plots[2], province.Plots[^1][^1]);
        SealedEvent[] gone = [first, last, .. whole, tail];
        var judged = await province.AfterAsync(
            $"delete from ledger.mt_events where seq_id in ({string.Join(',', gone.Select(one => one.Sequence))})");
        judged.ShouldName([.. gone.Select(one => ("event-missing", one))]);
    }

    [Fact]
    public async Task that_inserts_rows_is_found_and_named()
    {
        string Insert(string number, SealedEvent like, long version) =>
            $"""
            insert into ledger.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, user_name, headers)
            select {number}, gen_random_uuid(), stream_id, {version}, data, type, now(), tenant_id, mt_dotnet_type, user_name, headers
            from ledger.mt_events where seq_id = {like.Sequence}
            """;
        var (atEnd, inGap, below, far) = (province.Plots[0], province.Plots[1], province.Plots[2], province.Plots[3]);
        var judged = await province.AfterAsync(
            Insert("nextval('ledger.mt_events_sequence')", atEnd[0], atEnd.Count + 1),
            Insert($"{province.Gap}", inGap[0], inGap.Count + 1),
            Insert("0", below[0], below.Count + 1),
            Insert("9000000000000000000", far[0], far.Count + 1));
        judged.Exit.ShouldBe(1);
        judged.Findings.ShouldAllBe(found => found.Code == "event-inserted");
        judged.Findings.Select(found => found.Plot).ShouldBe(
            [atEnd[0].Plot, inGap[0].Plot, below[0].Plot, far[0].Plot], ignoreOrder: true, judged.Output);
        judged.Findings.Select(found => found.Sequence).ShouldContain(province.Gap);
    }

    [Fact]
    public async Task that_exchanges_rows_is_found_and_named()
    {
        var (versions, payloads, one, other, numbers) =
            (province.Plots[0], province.Plots[1], province.Plots[2], province.Plots[3], province.Plots[4]);
        var judged = await province.AfterAsync(
            $"""
            update ledger.mt_events set version = version + 1000 where stream_id = '{versions[0].Plot}' and version < 3;
            update ledger.mt_events set version = 1003 - version where stream_id = '{versions[0].Plot}' and version > 1000
            """,
            $"""
            update ledger.mt_events a set data = b.data from ledger.mt_events b where a.stream_id = '{payloads[0].Plot}'
            and b.stream_id = a.stream_id and a.version < 3 and b.version = 3 - a.version
            """,
            $"""
            update ledger.mt_events set version = 1001 where seq_id = {one[0].Sequence};
            update ledger.mt_events set stream_id = '{one[0].Plot}' where seq_id = {other[0].Sequence};
            update ledger.mt_events set stream_id = '{other[0].Plot}', version = 1 where seq_id = {one[0].Sequence}
            """,
            $"update ledger.mt_events set seq_id = 8000000000000000000 where seq_id = {numbers[1].Sequence}");
        judged.Exit.ShouldBe(1);
        var found = judged.Findings.Select(named => (named.Code, named.Sequence)).ToArray();
        found.ShouldBe(
            [
                ("version-changed", versions[0].Sequence), ("version-changed", versions[1].Sequence),
                ("payload-changed", payloads[0].Sequence), ("payload-changed", payloads[1].Sequence),
                ("plot-changed", one[0].Sequence), ("plot-changed", other[0].Sequence),
                ("event-missing", numbers[1].Sequence), ("event-inserted", 8000000000000000000),
            ], ignoreOrder: true, judged.Output);
    }

    [Fact]
    public async Task that_takes_an_origin_signature_away_is_found_when_asked_for()
    {
        var copy = await province.CopyAsync();
        var target = province.Plots[^1][0];
        (await province.JudgeAsync(copy, null, "--origins")).ShouldBeSound();
        await Tables.DoAsync(copy, $"update ledger.mt_events set headers = headers - 'origin' where seq_id = {target.Sequence}");
        (await province.JudgeAsync(copy, null, "--origins")).ShouldName(("origin-missing", target));
    }
}
