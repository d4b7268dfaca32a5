using Marten;
using Wolverine;

namespace LandLedger.Communes;

/// <summary>Registers reorganisations.</summary>
public static class CommunesStore
{
    /// <summary>The documents of reorganisations and their tables.</summary>
    public static void AddReorganisations(this StoreOptions store)
    {
        store.Schema.For<Reorganisation>().Index(run => run.State);
        store.Schema.For<ReferenceTable>().Identity(table => table.Id);
    }

    /// <summary>The worker that examines and runs them.</summary>
    public static void AddReorganisationRuns(this WolverineOptions messages)
    {
        messages.Services.AddSingleton<ReferenceTables>();
        messages.Services.AddSingleton<PlotsByNumber>();
        messages.Services.AddSingleton<RenumberingPass>();
        messages.Services.AddSingleton<RenumberingRun>();
        messages.Services.AddSingleton<ReorganisationRunner>();
        messages.Services.AddHostedService(services => services.GetRequiredService<ReorganisationRunner>());
    }
}
