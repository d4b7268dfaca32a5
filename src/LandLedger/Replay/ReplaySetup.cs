using Marten;

namespace LandLedger.Replay;

/// <summary>Registers what reads history.</summary>
public static class ReplaySetup
{
    /// <summary>Adds it to the host.</summary>
    public static void AddReplay(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StoredEvents>(services => new(services.GetRequiredService<IDocumentStore>()));
        builder.Services.AddSingleton<PlotPast>();
        builder.Services.AddSingleton<PlotsAsOf>();
    }
}
