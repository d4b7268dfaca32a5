using System.Diagnostics;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify.Tampering;

[Collection(OneProvince.Name)]
public sealed class A_database_that_moved(SealedProvince province)
{
    [Fact]
    public async Task by_dump_and_restore_is_sound()
    {
        var copy = await province.CopyAsync();
        var programs = await FolderOfPgDumpAsync(copy);
        if (programs is null)
            Assert.Skip("There is no pg_dump beside the programs of this server.");
        using var folder = new Folder();
        var from = new NpgsqlConnectionStringBuilder(copy);
        var to = new NpgsqlConnectionStringBuilder(copy) { Database = $"{from.Database}_moved" };
        await Tables.DoAsync(copy, $"create database {to.Database}");
        await RunAsync(programs, "pg_dump", from, "-Fc", "-f", folder.At("dump"), from.Database!);
        await RunAsync(programs, "pg_restore", from, "-d", to.Database!, folder.At("dump"));
        (await province.JudgeAsync(to.ConnectionString)).ShouldBeSound();
    }

    private static async Task<string?> FolderOfPgDumpAsync(string connection)
    {
        var version = (await Tables.RowsAsync(connection, "show server_version_num", row => row.GetString(0))).Single();
        var major = int.Parse(version, System.Globalization.CultureInfo.InvariantCulture) / 10000;
        string[] places = [$"/usr/lib/postgresql/{major}/bin", $"/usr/pgsql-{major}/bin", "/usr/local/bin"];
        return places.FirstOrDefault(place => File.Exists(Path.Combine(place, "pg_dump")) && File.Exists(Path.Combine(place, "pg_restore")));
    }

    private static async Task RunAsync(string folder, string program, NpgsqlConnectionStringBuilder server, params string[] words)
    {
        var start = new ProcessStartInfo(Path.Combine(folder, program),
            ["-h", server.Host!, "-p", $"{server.Port}", "-U", server.Username!, .. words]) { RedirectStandardError = true };
        start.Environment["PGPASSWORD"] = server.Password;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        process.ExitCode.ShouldBe(0, await errors);
    }
}
