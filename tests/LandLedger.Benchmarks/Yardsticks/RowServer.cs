using System.Globalization;
using LandLedger.Benchmarks.Stage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LandLedger.Benchmarks.Yardsticks;

/// <summary>The least a server can do to show a card: fetch its row by Npgsql and write as many bytes as the ledger does. No token, no JSON, no store.</summary>
internal static class RowServer
{
    public const string Command = "serve-rows";
    private const string DatabaseSetting = "ROWS_DATABASE", BytesSetting = "ROWS_BYTES";

    /// <summary>Starts it as a process.</summary>
    /// <param name="database">Where the cards are.</param>
    /// <param name="bytes">How long each answer is.</param>
    public static Task<ServerProcess> StartAsync(string database, int bytes) => ServerProcess.StartAsync(
        [typeof(RowServer).Assembly.Location, Command, "{port}"],
        new Dictionary<string, string>
        {
            [DatabaseSetting] = new NpgsqlConnectionStringBuilder(database)
            {
                NoResetOnClose = true, MaxAutoPrepare = 20, AutoPrepareMinUsages = 2, MaxPoolSize = 30,
            }.ConnectionString,
            [BytesSetting] = bytes.ToString(CultureInfo.InvariantCulture),
            ["DOTNET_TieredPGO"] = "1",
        },
        "/health");

    /// <summary>Serves until the process is ended.</summary>
    public static async Task<int> RunAsync(int port)
    {
        var length = int.Parse(Environment.GetEnvironmentVariable(BytesSetting)!, CultureInfo.InvariantCulture);
        await using var database = NpgsqlDataSource.Create(Environment.GetEnvironmentVariable(DatabaseSetting)!);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.MapGet("/health", () => Results.Ok());
        app.MapGet("/api/v1/plots/{id:guid}", async (Guid id, HttpContext http) =>
        {
            await using var command = database.CreateCommand("select data from ledger.mt_doc_plotcard where id = $1");
            command.Parameters.AddWithValue(id);
            await using var row = await command.ExecuteReaderAsync(http.RequestAborted);
            if (!await row.ReadAsync(http.RequestAborted))
            {
                http.Response.StatusCode = 404;
                return;
            }

            var data = row.GetFieldValue<byte[]>(0);
            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = length;
            var body = http.Response.BodyWriter.GetSpan(length)[..length];
            data.AsSpan(0, Math.Min(length, data.Length)).CopyTo(body);
            if (data.Length < length)
                body[data.Length..].Fill((byte)' ');
            http.Response.BodyWriter.Advance(length);
        });
        await app.RunAsync();
        return 0;
    }
}
