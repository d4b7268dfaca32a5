using LandLedger.Storage;
using Marten;
using Npgsql;

namespace LandLedger.Proof;

/// <summary>Puts origin signatures, sequencer and witnesses together.</summary>
public static class ProofSetup
{
    /// <summary>Adds the log. The sequencer works on <c>ConnectionStrings:sequencer</c>, in development on the ledger's own.</summary>
    public static void AddProof(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(ProofSettings.Of(builder.Configuration));
        builder.Services.AddSingleton<ProofKeys>();
        builder.Services.AddSingleton<SignedAtOrigin>();
        builder.Services.AddSingleton<Statements>();
        builder.Services.AddSingleton<LogState>();
        builder.Services.AddSingleton<CosignedNotes>();
        builder.Services.AddHttpClient(CosignatureRequests.Client, http => http.Timeout = TimeSpan.FromSeconds(10));
        builder.Services.AddSingleton<CosignatureRequests>();
        builder.Services.AddHostedService(services => services.GetRequiredService<CosignatureRequests>());
        builder.Services.AddSingleton(services => new SequencerConnection(
            builder.Configuration.GetConnectionString("sequencer") is { Length: > 0 } own
                ? NpgsqlDataSource.Create(own)
                : services.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddSingleton<ReadAhead>();
        builder.Services.AddSingleton<Sequencing>();
        builder.Services.AddSingleton<SequencerTurn>();
        builder.Services.AddHostedService<Sequencer>();
        builder.Services.AddHostedService<StatedChanges>();
        builder.Services.AddHealthChecks().AddCheck<LogHealth>("log");
        builder.Services.ConfigureMarten((services, store) => store.Listeners.Add(services.GetRequiredService<SignedAtOrigin>()));
    }
}

/// <summary>The database as the sequencer's role sees it.</summary>
public sealed record SequencerConnection(NpgsqlDataSource Source);
