using System.Net;
using LandLedger.EmbeddedPostgres;
using LandLedger.Tests.EmbeddedPostgres;
using LandLedger.Tests.Harness;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Running;

/// <summary>Development works under the roles of production: the service owns nothing, whoever's database it is.</summary>
public sealed class A_service_in_development : IDisposable
{
    private const string Service = "ledger_app", Sequencer = "ledger_seq", Reader = "ledger_read";
    private readonly ClusterRoot root = new();
    private readonly string folder = Directory.CreateTempSubdirectory("landledger-roles-").FullName;

    public void Dispose()
    {
        root.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task can_add_events_and_never_change_or_delete_one()
    {
        await using var ledger = await LedgerProcess.StartAsync(Settings());
        await using var cluster = await root.StartAsync();
        await RegisterAndSeal(ledger, "1");

        await NobodyChangesHistory(cluster, "ledger");
    }

    [Fact]
    public async Task runs_the_demo_under_the_same_roles_beside_a_ledger_that_has_published_a_log()
    {
        await using (var ledger = await LedgerProcess.StartAsync(Settings()))
            await RegisterAndSeal(ledger, "1");
        await using var demo = LedgerProcess.Run(Settings(), "demo", "--plots", "12", "--urls", "http://127.0.0.1:0");
        await demo.SaysAsync("Serving. Stop with Ctrl+C.");
        await using var cluster = await root.StartAsync();

        await NobodyChangesHistory(cluster, "ledger_demo");
        demo.Output.ShouldContain(line => line.Contains("plots synced", StringComparison.Ordinal));
        using var anybody = new HttpClient();
        var health = new Uri(demo.Output.Single(line => line.StartsWith("Health", StringComparison.Ordinal)).Split(' ')[^1]);
        (await anybody.GetAsync(health, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task takes_over_a_cluster_from_before_the_roles_and_settles_whose_it_is()
    {
        await using var cluster = await root.StartAsync();
        await using (var before = await LedgerProcess.StartAsync(Settings(("ConnectionStrings__ledger", cluster.ConnectionString))))
            await (await before.As("registrar", "reg-1", "24781")).Register("1");
        // Somebody has tried a role of this name by hand, and it was left with everything.
        await ClusterRoot.DoAsync(cluster.ConnectionString,
            $"create role {Service} superuser login password 'x'; alter table ledger.mt_events owner to {Service}");

        await using var ledger = await LedgerProcess.StartAsync(Settings());
        var registrar = await ledger.As("registrar", "reg-1", "24781");
        (await registrar.Card("24781.12.1"))["version"]!.GetValue<int>().ShouldBe(1);
        await RegisterAndSeal(ledger, "2");
        await NobodyChangesHistory(cluster, "ledger");
        (await ClusterRoot.AskAsync<string>(cluster.ConnectionString,
            "select pg_get_userbyid(relowner)::text from pg_class where oid = 'ledger.mt_events'::regclass")).ShouldBe("ledger_owner");
    }

    [Fact]
    public async Task on_a_server_given_by_hand_is_what_it_was_given_and_the_owner_stays_apart_if_it_is_named_too()
    {
        var owner = await TestCluster.NewDatabaseAsync();
        var role = await DatabaseRole.CreateAsync(owner, "");
        await using (var ledger = await LedgerProcess.StartAsync(
            Settings(("ConnectionStrings__ledger", role.ConnectionString), ("ConnectionStrings__owner", owner))))
            await RegisterAndSeal(ledger, "1");
        await Refused(role.ConnectionString, "delete from ledger.mt_events");

        await using var almighty = await LedgerProcess.StartAsync(Settings(("ConnectionStrings__ledger", owner)));
        await RegisterAndSeal(almighty, "2");
    }

    private static async Task NobodyChangesHistory(EmbeddedPostgresCluster cluster, string database)
    {
        // What works on the database at this moment, but for this question.
        (await ClusterRoot.AskAsync<string[]>(cluster.ConnectionStringFor(database),
            """
            select array_agg(distinct usename::text order by usename::text) from pg_stat_activity
            where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
            """)).ShouldBe([Service, Sequencer]);

        foreach (var role in (string[])[Service, Sequencer, Reader])
        {
            var connection = cluster.ConnectionStringFor(database, role);
            await Refused(connection, "update ledger.mt_events set data = '{}'");
            await Refused(connection, "delete from ledger.mt_events");
            await Refused(connection, "truncate ledger.mt_events");
            await Refused(connection, "alter table ledger.mt_events disable trigger all");
            await Refused(connection, $"alter role {role} superuser");
        }

        await Refused(cluster.ConnectionStringFor(database, Service), "insert into ledger_log.leaf values (1000000, 1, '')");
        var reader = cluster.ConnectionStringFor(database, Reader);
        (await ClusterRoot.AskAsync<long>(reader, "select count(*) from ledger.mt_events")).ShouldBePositive();
        (await ClusterRoot.AskAsync<long>(reader, "select count(*) from ledger_log.leaf")).ShouldBePositive();
        (await ClusterRoot.AskAsync<long>(reader,
            """
            select count(*) from pg_tables where schemaname in ('ledger', 'ledger_log')
                and not has_table_privilege(format('%I.%I', schemaname, tablename), 'select')
            """)).ShouldBe(0);
        await Refused(reader, "select * from vault.person");
        await Refused(cluster.ConnectionStringFor(database, Sequencer), "select * from vault.person");
    }

    private static async Task RegisterAndSeal(LedgerProcess ledger, string number)
    {
        var registrar = await ledger.As("registrar", "reg-1", "24781");
        var plot = await registrar.Register(number);
        (await Calls.Eventually(() => registrar.GetJson($"/api/v1/proofs/plots/{plot}"), proof => proof.Status == HttpStatusCode.OK))
            .Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task Refused(string connectionString, string sql) =>
        (await Should.ThrowAsync<PostgresException>(() => ClusterRoot.DoAsync(connectionString, sql), sql)).SqlState
            .ShouldBe(PostgresErrorCodes.InsufficientPrivilege, sql);

    private Dictionary<string, string> Settings(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["EmbeddedPostgres__Root"] = root.Path,
            ["Vault__KeyFile"] = Path.Combine(folder, "vault.key"),
            ["Documents__Folder"] = Path.Combine(folder, "documents"),
            ["Proof__Every"] = "00:00:00.100",
            ["Proof__Publish"] = "00:00:00.100",
        };
        foreach (var (name, value) in more)
            settings[name] = value;
        return settings;
    }
}
