using LandLedger.Persons;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Persons;
using Npgsql;

[assembly: Xunit.AssemblyFixture(typeof(VaultDatabase))]

namespace LandLedger.Tests.Persons;

/// <summary>A database of its own with the tables of the vault.</summary>
public sealed class VaultDatabase : Xunit.IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("vault-").FullName;

    public NpgsqlDataSource DataSource { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        DataSource = NpgsqlDataSource.Create(await TestCluster.NewDatabaseAsync() + ";Maximum Pool Size=40");
        using var vault = new PersonVault(DataSource, new FileKeyVault(Path.Combine(folder, "unused")));
        await vault.EnsureSchemaAsync(CancellationToken.None);
        await vault.EnsureSchemaAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
