using Xunit;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Alba;
using JasperFx.CommandLine;
using LandLedger.Access;
using LandLedger.Tests.Counterparts;
using Marten;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LandLedger.Tests.Harness;

/// <summary>The real ledger on a real database of its own, with the counterparts as a real process.</summary>
public class LedgerHost : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("landledger-host-").FullName;

    public IAlbaHost Alba { get; private set; } = null!;

    public CounterpartsProcess Counterparts { get; private set; } = null!;

    public string ConnectionString { get; private set; } = "";

    /// <summary>Everything the service logged, at every level.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    public IDocumentStore Store => Alba.Services.GetRequiredService<IDocumentStore>();

    /// <summary>Settings beside the usual ones.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public async ValueTask InitializeAsync()
    {
        JasperFxEnvironment.AutoStartHost = true;
        ConnectionString = await DatabaseAsync() + ";Maximum Pool Size=12";
        Counterparts = await CounterpartsProcess.StartAsync();
        Alba = await AlbaHost.For<Program>(web =>
        {
            web.UseSetting("ConnectionStrings:ledger", ConnectionString);
            web.UseSetting("Vault:KeyFile", Path.Combine(folder, "vault.key"));
            web.UseSetting("Documents:Folder", Path.Combine(folder, "documents"));
            web.UseSetting("PopulationRegister:Url", Counterparts.Url.ToString());
            web.UseSetting("PopulationRegister:TimeoutSeconds", "2");
            web.UseSetting("VnLis:Url", Counterparts.Url.ToString());
            web.UseSetting("VnLis:TimeoutSeconds", "2");
            web.UseSetting("Messages:ForgottenSeconds", "6");
            // A patrol of the night would meet the rebuilds of a test by chance.
            web.UseSetting("Replay:PatrolAt", "never");
            foreach (var (name, value) in Settings)
                web.UseSetting(name, value);
            web.ConfigureServices(services => services.AddLogging(logging => logging.ClearProviders().AddProvider(new Recorder(Log))));
            web.ConfigureServices(Replace);
        });
    }

    /// <summary>Puts something else in the place of what the service is made of.</summary>
    protected virtual void Replace(IServiceCollection services)
    {
    }

    /// <summary>The database it runs on.</summary>
    protected virtual Task<string> DatabaseAsync() => TestCluster.NewDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Alba.DisposeAsync();
        await Counterparts.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A client that is signed in.</summary>
    /// <param name="role">One or more roles, comma-separated.</param>
    /// <param name="user">Subject of the token.</param>
    /// <param name="communes">Communes; the whole province when none is given.</param>
    public HttpClient As(string role, string? user = null, params string[] communes)
    {
        var client = Alba.Server.CreateClient();
        var token = Alba.Services.GetRequiredService<DevelopmentIssuer>().TokenFor(new(
            user ?? $"{role}-1", $"Officer {user ?? role}", role.Split(','), communes.Length == 0 ? [Caller.Province] : communes));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A client that is not signed in.</summary>
    public HttpClient Anonymous() => Alba.Server.CreateClient();

    private sealed class Recorder(ConcurrentQueue<string> lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Line(lines, categoryName);

        public void Dispose()
        {
        }

        private sealed class Line(ConcurrentQueue<string> lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {exception}");
        }
    }
}

/// <summary>Classes of this collection share one ledger; each works on plots of its own.</summary>
[CollectionDefinition(Name)]
public sealed class OneLedger : ICollectionFixture<LedgerHost>
{
    public const string Name = "ledger";
}
