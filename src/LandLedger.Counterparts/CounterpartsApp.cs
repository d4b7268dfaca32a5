using System.Security.Cryptography;
using System.Text;
using LandLedger.Counterparts.Faults;
using LandLedger.Counterparts.PopulationRegister;
using LandLedger.Counterparts.VnLis;

namespace LandLedger.Counterparts;

/// <summary>The population register and VnLIS as real HTTP services on one port, for development, demo and tests.</summary>
public static class CounterpartsApp
{
    private const int LargestBody = 256 * 1024;

    /// <summary>Builds both services. Start with <c>StartAsync</c>; <see cref="Address"/> then tells the port.</summary>
    /// <param name="args">Command line; what it says wins over <paramref name="options"/>.</param>
    /// <param name="options">Settings of a host that runs the services inside its own process.</param>
    /// <exception cref="InvalidOperationException">The settings would open the development key to a network.</exception>
    /// <exception cref="InvalidDataException">The seed or a state file is broken; the text names file and place, never a value.</exception>
    /// <exception cref="IOException">The seed is missing, or another process has the state folder open.</exception>
    public static WebApplication Build(string[] args, CounterpartsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        var settings = (options ?? new CounterpartsOptions()).With(args);
        settings.RefuseUnsafe();

        // The empty builder reads no appsettings.json and no ASPNETCORE_ variables: inside the ledger's process they are the ledger's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseKestrelCore().UseUrls(settings.Urls).ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => ContractJson.Apply(json.SerializerOptions));
        builder.Services.AddSingleton(settings.Clock);
        builder.Services.AddSingleton(CallCounts.ForEachCounterpart());
        builder.Services.AddSingleton<FaultBoard>();
        builder.Services.AddSingleton<FaultGate>();
        builder.Services.AddSingleton(_ => RegisterOfPersons.Open(settings.StateFolder, settings.SeedFile));
        builder.Services.AddSingleton(_ => Verifications.Open(settings.StateFolder));
        builder.Services.AddSingleton(_ => NationalPlots.Open(settings.StateFolder));

        var app = builder.Build();
        OpenState(app);
        app.Use(CallCounts.Count);
        app.Use((context, next) => RequireKey(context, next, settings.ApiKey));
        app.MapGet("/health", () => Results.Json(new { status = "healthy" }));
        VerificationEndpoints.Map(app);
        PlotEndpoints.Map(app);
        FaultEndpoints.Map(app);
        return app;
    }

    /// <summary>The address a started application listens on, with its real port.</summary>
    /// <exception cref="InvalidOperationException">The application has not been started.</exception>
    public static Uri Address(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return new Uri(app.Urls.First());
    }

    // The container owns the open files, and a broken one is told at start rather than to the first caller.
    private static void OpenState(WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<RegisterOfPersons>();
            app.Services.GetRequiredService<Verifications>();
            app.Services.GetRequiredService<NationalPlots>();
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    private static Task RequireKey(HttpContext context, RequestDelegate next, string key)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.Request.Path == "/health" || SameKey(context.Request.Headers["X-Api-Key"].ToString(), key))
        {
            return next(context);
        }
        return Refusal.Unauthorised.ExecuteAsync(context);
    }

    // Hashing first makes the comparison take the same time whatever the length of what was sent.
    private static bool SameKey(string sent, string key) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(sent)), SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
