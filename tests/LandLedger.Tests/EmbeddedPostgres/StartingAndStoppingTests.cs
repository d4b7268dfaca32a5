using LandLedger.EmbeddedPostgres;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.EmbeddedPostgres;

public sealed class StartingAndStoppingTests : IDisposable
{
    private readonly ClusterRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task a_second_start_finds_the_rows_of_the_first()
    {
        await using (var first = await _root.StartAsync())
            await ClusterRoot.DoAsync(first.ConnectionString, "create table plot as select 'thửa 12' as name");
        _root.ServerIsRunning.ShouldBeFalse();

        await using (var second = await _root.StartAsync())
            (await ClusterRoot.AskAsync<string>(second.ConnectionString, "select name from plot")).ShouldBe("thửa 12");

        File.Delete(Path.Combine(_root.Path, "secret"));
        (await Should.ThrowAsync<EmbeddedPostgresException>(_root.StartAsync)).Message.ShouldContain("password");
    }

    [Fact]
    public async Task instances_share_one_server_and_the_last_one_stops_it()
    {
        var all = await Task.WhenAll(_root.StartAsync(), _root.StartAsync(), _root.StartAsync());
        all.Select(cluster => cluster.ConnectionString).Distinct().ShouldHaveSingleItem();
        var server = _root.ServerPid;

        await all[0].DisposeAsync();
        await all[1].DisposeAsync();
        await all[1].DisposeAsync(); // Giving up twice is giving up once.
        (await ClusterRoot.AskAsync<int>(all[2].ConnectionString, "select 1")).ShouldBe(1);
        _root.ServerPid.ShouldBe(server);

        await all[2].DisposeAsync();
        _root.ServerIsRunning.ShouldBeFalse();
        await Should.ThrowAsync<NpgsqlException>(() => ClusterRoot.AskAsync<int>(all[2].ConnectionString, "select 1"));
    }

    [Fact]
    public async Task half_a_cluster_is_made_anew()
    {
        Directory.CreateDirectory(Path.Combine(_root.Path, "data.new"));
        await File.WriteAllTextAsync(Path.Combine(_root.Path, "data.new", "PG_VERSION"), "15\n");

        await using var cluster = await _root.StartAsync();
        (await ClusterRoot.AskAsync<int>(cluster.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task on_request_it_listens_on_loopback_and_still_asks_for_the_password()
    {
        await using var cluster = await EmbeddedPostgresCluster.StartAsync(_root.Options with { UseLoopback = true });
        var address = new NpgsqlConnectionStringBuilder(cluster.ConnectionString);
        address.Host.ShouldBe("127.0.0.1");
        (await ClusterRoot.AskAsync<int>(cluster.ConnectionString, "select 1")).ShouldBe(1);
        address.Password = "wrong";
        await Should.ThrowAsync<PostgresException>(() => ClusterRoot.AskAsync<int>(address.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task a_folder_too_deep_for_a_socket_gets_its_socket_elsewhere()
    {
        var deep = Path.Combine(_root.Path, new string('s', 60), new string('t', 60));
        string? socketFolder;
        await using (var cluster = await EmbeddedPostgresCluster.StartAsync(_root.Options with { Root = deep }))
        {
            (await ClusterRoot.AskAsync<int>(cluster.ConnectionString, "select 1")).ShouldBe(1);
            socketFolder = new NpgsqlConnectionStringBuilder(cluster.ConnectionString).Host;
        }
        socketFolder.ShouldNotBeNull().ShouldNotStartWith(_root.Path);
        Directory.Exists(socketFolder).ShouldBeFalse();
    }

    [Fact]
    public async Task a_folder_name_that_a_shell_would_run_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No shell is involved.");
        var trap = _root.Beside("$(touch trap)");
        await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgresCluster.StartAsync(_root.Options with { Root = trap }));
        Directory.Exists(trap).ShouldBeFalse();
    }

    [Fact]
    public async Task a_folder_of_another_account_is_refused_with_the_reason()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a folder nobody may write to.");
        var refusal = await Should.ThrowAsync<EmbeddedPostgresException>(
            () => EmbeddedPostgresCluster.StartAsync(_root.Options with { Root = "/proc/landledger" }));
        refusal.Message.ShouldContain("/proc/landledger");
    }
}
