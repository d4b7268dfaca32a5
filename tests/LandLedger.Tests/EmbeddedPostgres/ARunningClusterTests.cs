using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.EmbeddedPostgres;

public sealed class ARunningClusterTests(RunningCluster running) : IClassFixture<RunningCluster>
{
    private string ConnectionString => running.Cluster.ConnectionString;

    [Theory]
    [InlineData("fsync", "on")]
    [InlineData("full_page_writes", "on")]
    [InlineData("synchronous_commit", "on")]
    [InlineData("data_checksums", "on")]
    [InlineData("TimeZone", "UTC")]
    [InlineData("server_encoding", "UTF8")]
    [InlineData("log_error_verbosity", "terse")]
    public async Task keeps_what_it_confirmed_and_counts_in_utc(string setting, string value) =>
        (await ClusterRoot.AskAsync<string>(ConnectionString, $"show {setting}")).ShouldBe(value);

    [Fact]
    public async Task has_texts_in_the_order_of_their_bytes_and_in_that_of_vietnamese_where_it_is_asked_for()
    {
        (await ClusterRoot.AskAsync<string>(ConnectionString, "select datcollate from pg_database where datname = current_database()")).ShouldBe("C");
        (await ClusterRoot.AskAsync<bool>(ConnectionString, "select 'Eo Gió' < 'Đà Lạt' and 'B' < 'a'")).ShouldBeTrue();
        (await ClusterRoot.AskAsync<bool>(ConnectionString, "select 'Đà Lạt' collate \"vi-x-icu\" < 'Eo Gió'")).ShouldBeTrue();
        (await ClusterRoot.AskAsync<string>(ConnectionString, "select lower('ĐẶNG THỊ Ư' collate \"vi-x-icu\")")).ShouldBe("đặng thị ư");
    }

    [Fact]
    public async Task takes_the_callers_settings_but_not_another_address()
    {
        (await ClusterRoot.AskAsync<string>(ConnectionString, "show max_connections")).ShouldBe("37");
        if (!OperatingSystem.IsWindows())
            (await ClusterRoot.AskAsync<string>(ConnectionString, "show listen_addresses")).ShouldBe("");
    }

    [Fact]
    public async Task refuses_a_wrong_password()
    {
        var wrong = new NpgsqlConnectionStringBuilder(ConnectionString) { Password = "wrong" }.ConnectionString;
        var refusal = await Should.ThrowAsync<PostgresException>(() => ClusterRoot.AskAsync<int>(wrong, "select 1"));
        refusal.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public void is_closed_to_other_accounts()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes; the user's data folder is closed by its access list.");
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var root = running.Root.Path;
        File.GetUnixFileMode(Path.Combine(root, "run")).ShouldBe(owner);
        File.GetUnixFileMode(Path.Combine(root, "data")).ShouldBe(owner);
        File.GetUnixFileMode(Path.Combine(root, "secret")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(root, "password*").ShouldBeEmpty();
    }

    [Fact]
    public async Task makes_a_database_once_however_many_ask_for_it()
    {
        const string name = "odd \"name\"";
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => running.Cluster.CreateDatabaseAsync(name)));
        (await ClusterRoot.AskAsync<string>(running.Cluster.ConnectionStringFor(name), "select current_database()")).ShouldBe(name);
    }

    [Fact]
    public void knows_its_programs()
    {
        running.Cluster.MajorVersion.ShouldBeGreaterThanOrEqualTo(15);
        running.Cluster.ToolPath("initdb").ShouldNotBeNull().ShouldStartWith(running.Cluster.BinariesFolder);
        running.Cluster.ToolPath("pg_nothing").ShouldBeNull();
    }
}
