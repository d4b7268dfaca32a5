using Marten;
using Npgsql;

namespace LandLedger.Persons;

/// <summary>Where persons and their keys are kept.</summary>
public static class PersonsSetup
{
    /// <summary>
    /// The vault on <c>ConnectionStrings:vault</c>, else beside the ledger; keys from <c>Vault:KeyFile</c>, in development made on
    /// first use.
    /// </summary>
    public static void AddPersons(this WebApplicationBuilder builder)
    {
        var keyFile = builder.Configuration["Vault:KeyFile"] ?? Path.Combine(DevelopmentFolder(), "vault.key");
        builder.Services.AddSingleton<IKeyVault>(new FileKeyVault(keyFile));
        builder.Services.AddSingleton(services => new VaultConnection(
            builder.Configuration.GetConnectionString("vault") is { Length: > 0 } own
                ? NpgsqlDataSource.Create(own)
                : services.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddSingleton(services => new PersonVault(
            services.GetRequiredService<VaultConnection>().Source, services.GetRequiredService<IKeyVault>(),
            services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<Erasures>();
        builder.Services.AddHostedService<UnfinishedErasures>();
    }

    /// <summary>The document of an erasure.</summary>
    public static void AddErasures(this StoreOptions store) => store.Schema.For<Erasure>().UseOptimisticConcurrency(true);

    /// <summary>The keeper of keys that <see cref="AddPersons"/> added, for what is put together before the service provider is.</summary>
    public static IKeyVault KeyVault(this WebApplicationBuilder builder) =>
        (IKeyVault)builder.Services.Single(service => service.ServiceType == typeof(IKeyVault)).ImplementationInstance!;

    /// <summary>A folder of the user's own for what development needs to keep; refused as a default in production.</summary>
    public static string DevelopmentFolder() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "landledger");
}

/// <summary>The database of the vault, which may be another than the ledger's.</summary>
public sealed record VaultConnection(NpgsqlDataSource Source);
