using LandLedger.Persons;

namespace LandLedger.Documents;

/// <summary>Where scans are kept.</summary>
public static class DocumentsSetup
{
    /// <summary>The sealed folder named by <c>Documents:Folder</c>, in development beside the key file.</summary>
    public static void AddDocuments(this WebApplicationBuilder builder)
    {
        var folder = builder.Configuration["Documents:Folder"] ?? Path.Combine(PersonsSetup.DevelopmentFolder(), "documents");
        builder.Services.AddSingleton<IScanStore>(services => new SealedFolder(folder, services.GetRequiredService<IKeyVault>()));
    }
}
