using System.Diagnostics;
using LandLedger.Persons;
using LandLedger.Tests.Persons;
using Npgsql;

[assembly: Xunit.AssemblyFixture(typeof(VaultDatabase))]

namespace LandLedger.Tests.Persons;

/// <summary>A throw-away PostgreSQL cluster with the tables of the vault.</summary>
public sealed class VaultDatabase : Xunit.IAsyncLifetime
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), "vault-" + Guid.NewGuid().ToString("N")[..8]);

    public NpgsqlDataSource DataSource { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(folder);
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "postgres", folder);
        }

        await PostgresAsync("initdb", "-D", folder + "/data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync");
        await PostgresAsync("pg_ctl", "-D", folder + "/data", "-w", "-l", folder + "/log",
            "-o", $"-k {folder} -c listen_addresses= -c fsync=off", "start");
        DataSource = NpgsqlDataSource.Create($"Host={folder};Username=postgres;Database=postgres;Maximum Pool Size=40");
        using var vault = new PersonVault(DataSource, new FileKeyVault(Path.Combine(folder, "unused")));
        await vault.EnsureSchemaAsync(CancellationToken.None);
        await vault.EnsureSchemaAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await PostgresAsync("pg_ctl", "-D", folder + "/data", "-w", "-m", "immediate", "stop");
        Directory.Delete(folder, recursive: true);
    }

    private static Task PostgresAsync(string program, params string[] arguments)
    {
        var newest = Directory.GetDirectories("/usr/lib/postgresql")
            .OrderBy(path => int.Parse(Path.GetFileName(path), System.Globalization.CultureInfo.InvariantCulture)).Last();
        var path = Path.Combine(newest, "bin", program);
        return Environment.UserName == "root"
            ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments])
            : RunAsync(path, arguments);
    }

    // No output is captured: the server inherits the handles of pg_ctl and would hold a pipe open.
    private static async Task RunAsync(string program, params string[] arguments)
    {
        string[] quiet = ["-c", "\"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments];
        using var process = Process.Start(new ProcessStartInfo("sh", quiet) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }
}
