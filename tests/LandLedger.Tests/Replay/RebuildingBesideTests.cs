using System.Net;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Running;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

/// <summary>A rebuild of the clean view under the role that may only add events, from the damage to the switch.</summary>
public sealed class A_rebuild_beside_the_living_view(LeastRightsLedger ledger) : IClassFixture<LeastRightsLedger>
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");
    private readonly HttpClient rebuilder = ledger.As("rebuilder", "reb-1");
    private readonly HttpClient other = ledger.As("rebuilder", "reb-2");
    private readonly HttpClient approver = ledger.As("approver", "app-1");

    [Fact]
    public async Task names_every_damage_and_takes_the_place_of_the_living_view_when_a_second_person_approves()
    {
        var plots = new List<string>();
        for (var i = 0; i < 5; i++)
            plots.Add(await registrar.Register());
        await registrar.RecordHolder(plots[3], 1);
        var before = await Cards();
        var rights = await Rights();
        await DatabaseRole.DoAsync(ledger.Owner,
            $$"""
            update ledger.mt_doc_plotcard set data = jsonb_set(data, '{areaSquareMetres}', '"1"') where id = '{{plots[0]}}';
            delete from ledger.mt_doc_plotcard where id = '{{plots[1]}}';
            insert into ledger.mt_doc_plotcard (id, data, mt_dotnet_type, mt_version)
                select '00000000-0000-7000-8000-000000000001', jsonb_set(data, '{status}', '"retired"'), mt_dotnet_type, 1
                from ledger.mt_doc_plotcard where id = '{{plots[2]}}';
            """);

        var rebuild = await rebuilder.Rebuilt();
        var found = rebuild["report"]!;
        rebuild.Counts().ShouldBe($"{before.Length - 2} 1 1 1 3");
        found["byCause"]!.AsObject().Select(cause => cause.Key).ShouldBe(["different: areaSquareMetres", "extra", "missing"]);
        found["byCommune"]!["24781"]!.GetValue<long>().ShouldBe(3);
        found["liveRoot"]!.ToString().ShouldNotBe(found["rebuiltRoot"]!.ToString());
        await DifferencesAsync(rebuild["id"]!.ToString(), plots);

        (await rebuilder.CutOver(rebuild, "damaged by hand")).Code.ShouldBe("four-eyes");
        (await other.CutOver(rebuild)).Code.ShouldBe("differences-unexplained");
        (await approver.CutOver(rebuild, "damaged by hand")).Status.ShouldBe(HttpStatusCode.Accepted);
        var switched = await rebuilder.Rested(rebuild["id"]!.ToString());
        switched["state"]!.ToString().ShouldBe("switched", switched.ToJsonString());
        switched["approvedBy"]!["subject"]!.ToString().ShouldBe("app-1");
        switched["acceptedUnexplained"]!.ToString().ShouldBe("damaged by hand");

        (await Cards()).ShouldBe(before);
        (await Rights()).ShouldBe(rights);
        (await Ask("select string_agg(relname, ' ') from pg_class where relnamespace = 'ledger_shadow'::regnamespace")).ShouldBeEmpty();
        await LifeGoesOnAsync(plots[0]);
        (await Calls.Eventually(() => Ask("select count(*)::text from ledger_log.statement where kind = 7 and leaf_index is not null"),
            sealedOnes => sealedOnes == "2")).ShouldBe("2");
        (await rebuilder.CutOver(rebuild)).Code.ShouldBe("four-eyes");
        (await approver.CutOver(rebuild)).Code.ShouldBe("rebuild-not-ready");
        (await rebuilder.Rebuilt()).Counts().ShouldEndWith(" 0 0 0 0");
    }

    // The indexes, the rights and the statements of the service work on the new table as they did on the old one.
    private async Task LifeGoesOnAsync(string plot)
    {
        var number = (await registrar.Card(plot))["plotNumber"]!["plot"]!.ToString();
        (await registrar.PostJson("/api/v1/plots", Calls.Registration(number))).Code.ShouldBe("plot-number-taken");
        (await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), "\"1\"")).Status.ShouldBe(HttpStatusCode.OK);
        (await registrar.Card(plot))["areaSquareMetres"]!.ToString().ShouldBe("240.9");
        await registrar.Register();
        await ledger.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync();
    }

    private async Task DifferencesAsync(string rebuild, List<string> plots)
    {
        var all = (await rebuilder.GetJson($"/api/v1/rebuilds/{rebuild}/differences")).Body!["items"]!.AsArray();
        all.Select(each => $"{each!["kind"]} {each["plot"]}").ShouldBe(
            ["extra 00000000-0000-7000-8000-000000000001", $"different {plots[0]}", $"missing {plots[1]}"], ignoreOrder: true);
        var area = all.Single(each => each!["kind"]!.ToString() == "different")!["fields"]!.AsArray().Single()!;
        (area["path"]!.ToString(), area["live"]!.ToString(), area["rebuilt"]!.ToString())
            .ShouldBe(("areaSquareMetres", "\"1\"", "\"240.5\""));
        var first = (await rebuilder.GetJson($"/api/v1/rebuilds/{rebuild}/differences?limit=2")).Body!;
        var second = (await rebuilder.GetJson($"/api/v1/rebuilds/{rebuild}/differences?limit=2&cursor={first["next"]}")).Body!;
        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(each => each!["key"]!.ToString())
            .ShouldBe(all.Select(each => each!["key"]!.ToString()));
        (await rebuilder.GetJson($"/api/v1/rebuilds/{rebuild}/differences?cause=missing")).Body!["items"]!.AsArray().Count.ShouldBe(1);
        (await rebuilder.GetJson($"/api/v1/rebuilds/{rebuild}/differences?commune=24784")).Body!["items"]!.AsArray().ShouldBeEmpty();
        using var csv = await rebuilder.GetAsync(new Uri($"/api/v1/rebuilds/{rebuild}/differences?format=csv", UriKind.Relative));
        (await csv.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
    }

    private async Task<string[]> Cards() =>
        (await Ask("select string_agg(data::text, E'\\n' order by id) from ledger.mt_doc_plotcard")).Split('\n');

    private Task<string> Rights() => Ask(
        """
        select string_agg(relacl::text || pg_get_userbyid(relowner), ' ')
            || (select string_agg(indexdef, ';' order by indexname) from pg_indexes where tablename = 'mt_doc_plotcard')
        from pg_class where oid = 'ledger.mt_doc_plotcard'::regclass
        """);

    private async Task<string> Ask(string sql) => (await DatabaseRole.AskAsync<object>(ledger.Owner, sql)) as string ?? "";
}
