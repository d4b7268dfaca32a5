using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.EmbeddedPostgres;

public sealed class ClusterRolesTests(RunningCluster running) : IClassFixture<RunningCluster>
{
    [Fact]
    public async Task are_made_once_however_many_ask_and_may_sign_in_and_nothing_else()
    {
        var cluster = running.Cluster;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => cluster.SettleRolesAsync("postgres", ["clerk_1", "clerk_2"])));

        var clerk = cluster.ConnectionStringFor("postgres", "clerk_1");
        (await ClusterRoot.AskAsync<string>(clerk, "select current_user::text")).ShouldBe("clerk_1");
        (await ClusterRoot.AskAsync<bool>(clerk,
            "select rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls from pg_roles where rolname = current_user"))
            .ShouldBeFalse();
        (await Should.ThrowAsync<PostgresException>(() => ClusterRoot.DoAsync(clerk, "create table mine (id int)"))).SqlState
            .ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        new NpgsqlConnectionStringBuilder(clerk).Password
            .ShouldNotBe(new NpgsqlConnectionStringBuilder(cluster.ConnectionStringFor("postgres", "clerk_2")).Password);
    }

    [Fact]
    public async Task have_their_passwords_in_closed_files()
    {
        await running.Cluster.SettleRolesAsync("postgres", ["clerk_3"]);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes; the user's data folder is closed by its access list.");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(running.Root.Path, "secret.clerk_3")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task made_by_hand_lose_what_nobody_granted_them()
    {
        await ClusterRoot.DoAsync(running.Cluster.ConnectionString,
            "create role clerk_4 superuser login password 'x'; create table theirs (id int); alter table theirs owner to clerk_4");
        await running.Cluster.SettleRolesAsync("ledger", ["clerk_4"]);

        var clerk = running.Cluster.ConnectionStringFor("ledger", "clerk_4");
        (await Should.ThrowAsync<PostgresException>(() => ClusterRoot.DoAsync(clerk, "drop table theirs"))).SqlState
            .ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("Clerk")]
    [InlineData("clerk; drop table plot")]
    [InlineData("../clerk")]
    [InlineData("")]
    public async Task have_plain_names(string name) =>
        await Should.ThrowAsync<ArgumentException>(() => running.Cluster.SettleRolesAsync("postgres", [name]));
}
