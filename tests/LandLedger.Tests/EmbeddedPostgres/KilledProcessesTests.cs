using System.Diagnostics;
using LandLedger.EmbeddedPostgres;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.EmbeddedPostgres;

public sealed class KilledProcessesTests : IDisposable
{
    private const string RootVariable = "LANDLEDGER_TESTS_CLUSTER_ROOT";
    private const string Ready = "the cluster is ready";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly ClusterRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task after_the_server_is_killed_the_next_start_has_every_row()
    {
        await using var before = await _root.StartAsync();
        await ClusterRoot.DoAsync(before.ConnectionString, "create table plot as select n from generate_series(1, 1000) as n");
        var server = _root.ServerPid;
        _root.KillServer();
        var account = await ServerAccount.FindAsync(null, CancellationToken.None);
        await Harness.Calls.Eventually(() => ServerProcesses.OfAsync(_root.Data, null, account, CancellationToken.None),
            living => !living.Contains(server));

        await using var after = await _root.StartAsync();
        _root.ServerPid.ShouldNotBe(server);
        (await ClusterRoot.AskAsync<long>(after.ConnectionString, "select count(*) from plot")).ShouldBe(1000);
        // Whoever was there before finds the server where it was.
        (await ClusterRoot.AskAsync<long>(before.ConnectionString, "select count(*) from plot")).ShouldBe(1000);
    }

    [Fact]
    public async Task a_killed_program_neither_stops_the_server_nor_keeps_it_running_for_ever()
    {
        if (Environment.GetEnvironmentVariable(RootVariable) is { } root)
        {
            await BeTheOtherProgramAsync(root);
            return;
        }
        using var program = StartAnotherProgram();
        try
        {
            await UntilReadyAsync(program);
            var server = _root.ServerPid;

            await using (var guest = await _root.StartAsync())
                _root.ServerPid.ShouldBe(server);
            _root.ServerIsRunning.ShouldBeTrue("the other program still uses it");

            program.Kill();
            await program.WaitForExitAsync().WaitAsync(Patience);
            await using (var heir = await _root.StartAsync())
            {
                _root.ServerPid.ShouldBe(server);
                (await ClusterRoot.AskAsync<string>(heir.ConnectionString, "select word from message")).ShouldBe("đã ghi");
            }
            _root.ServerIsRunning.ShouldBeFalse("nobody living uses it");
        }
        finally
        {
            program.Kill();
        }
    }

    [Fact]
    public async Task a_server_file_with_the_number_of_another_program_is_no_obstacle()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere only the name of the program is compared.");
        var socketLock = Path.Combine(_root.Path, "run", ".s.PGSQL.5432.lock");
        string[] serverFile;
        string[] lockFile;
        await using (await _root.StartAsync())
        {
            serverFile = await File.ReadAllLinesAsync(_root.PostmasterFile);
            lockFile = await File.ReadAllLinesAsync(socketLock);
        }

        using var stranger = StartStranger();
        try
        {
            var number = stranger.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await File.WriteAllLinesAsync(_root.PostmasterFile, [number, .. serverFile.Skip(1)]);
            await File.WriteAllLinesAsync(socketLock, [number, .. lockFile.Skip(1)]);

            await using var cluster = await _root.StartAsync();
            (await ClusterRoot.AskAsync<int>(cluster.ConnectionString, "select 1")).ShouldBe(1);
            stranger.HasExited.ShouldBeFalse("it is not ours to end");
        }
        finally
        {
            stranger.Kill();
        }
    }

    /// <summary>What the other program does: it uses the cluster until it is killed.</summary>
    private static async Task BeTheOtherProgramAsync(string root)
    {
        await using var cluster = await EmbeddedPostgresCluster.StartAsync(new EmbeddedPostgresOptions { Root = root });
        await ClusterRoot.DoAsync(cluster.ConnectionString, "create table message as select 'đã ghi' as word");
        await using var output = new StreamWriter(Console.OpenStandardOutput());
        await output.WriteLineAsync(Ready);
        await output.FlushAsync();
        // Should the test end without killing it, the pipe closes, and the program ends in order.
        using var input = new StreamReader(Console.OpenStandardInput());
        await input.ReadToEndAsync();
    }

    /// <summary>This very test in a process of its own, where the variable gives it the part of the other program.</summary>
    private Process StartAnotherProgram()
    {
        var tests = Path.Combine(AppContext.BaseDirectory, "LandLedger.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        const string method = nameof(a_killed_program_neither_stops_the_server_nor_keeps_it_running_for_ever);
        var start = new ProcessStartInfo(tests, ["-noLogo", "-method", $"{typeof(KilledProcessesTests).FullName}.{method}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment[RootVariable] = _root.Path;
        // A killed process leaves its temporary files; so they lie where they are cleared.
        var temporary = Directory.CreateDirectory(_root.Beside("temporary")).FullName;
        start.Environment[OperatingSystem.IsWindows() ? "TMP" : "TMPDIR"] = temporary;
        return Process.Start(start).ShouldNotBeNull();
    }

    private static async Task UntilReadyAsync(Process program)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var seen = new List<string>();
        while (await program.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Contains(Ready, StringComparison.Ordinal))
                return;
            seen.Add(line);
        }
        Assert.Fail($"The other program ended: {string.Join(Environment.NewLine, seen)}");
    }

    /// <summary>A program of the server's account, which PostgreSQL therefore cannot tell from a server by asking the kernel.</summary>
    private Process StartStranger()
    {
        var start = new ProcessStartInfo("sleep", "600") { WorkingDirectory = "/" };
        if (ClusterOrigin.Read(_root.OriginFile)?.Account is { } account)
            start.UserName = account;
        return Process.Start(start).ShouldNotBeNull();
    }
}
