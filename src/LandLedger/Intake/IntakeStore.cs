using LandLedger.Storage;
using Marten;
using Wolverine;

namespace LandLedger.Intake;

/// <summary>Registers import runs.</summary>
public static class IntakeStore
{
    /// <summary>The document of a run.</summary>
    public static void AddImports(this StoreOptions store) => store.Schema.For<ImportRun>().Index(run => run.State);

    /// <summary>The worker that runs them, one after the other.</summary>
    public static void AddImportRuns(this WolverineOptions messages)
    {
        messages.Services.AddSingleton(services => ImportSettings.Of(services.GetRequiredService<IConfiguration>()));
        messages.Services.AddSingleton<ImportFiles>();
        messages.Services.AddSingleton<ImportProgress>();
        messages.Services.AddSingleton<ManifestCheck>();
        messages.Services.AddSingleton<RejectList>();
        messages.Services.AddSingleton<SourceReaders>();
        messages.Services.AddSingleton<MeetingPlots>();
        messages.Services.AddSingleton<BatchPreparation>();
        messages.Services.AddSingleton<BulkAppend>();
        messages.Services.AddSingleton<ImportBatches>();
        messages.Services.AddSingleton<ImportRunner>();
        messages.Services.AddHostedService(services => services.GetRequiredService<ImportRunner>());
    }
}
