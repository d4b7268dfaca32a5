using Marten;

namespace LandLedger.Replay;

/// <summary>Registers what reads history and builds views anew.</summary>
public static class ReplaySetup
{
    /// <summary>The document of a rebuild.</summary>
    public static void AddRebuilds(this StoreOptions store) => store.Schema.For<Rebuild>().Index(rebuild => rebuild.State);

    /// <summary>What reads the past of plots; the worker that runs rebuilds, and what it works with.</summary>
    public static void AddReplay(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StoredEvents>(services => new(services.GetRequiredService<IDocumentStore>()));
        builder.Services.AddSingleton<PlotPast>();
        builder.Services.AddSingleton<PlotsAsOf>();
        builder.Services.AddSingleton<PlotFold>();
        builder.Services.AddSingleton<ShadowTable>();
        builder.Services.AddSingleton<Chunks>();
        builder.Services.AddSingleton<ShadowBuild>();
        builder.Services.AddSingleton<Comparison>();
        builder.Services.AddSingleton<SwitchOver>();
        builder.Services.AddSingleton<Repair>();
        builder.Services.AddSingleton<RebuildProgress>();
        builder.Services.AddSingleton<RebuildRunner>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RebuildRunner>());
        builder.Services.AddHostedService<Patrol>();
        builder.Services.AddHealthChecks().AddCheck<ViewsHealth>("views");
    }
}
