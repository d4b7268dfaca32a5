using Marten;

namespace LandLedger.Conflicts;

/// <summary>Registers what settles many conflicts at once.</summary>
public static class ConflictsSetup
{
    /// <summary>The document of a bulk proposal.</summary>
    public static void AddBulkProposals(this StoreOptions store) =>
        store.Schema.For<BulkProposal>().Index(proposal => proposal.Commune);

    /// <summary>Who proposes and approves in bulk.</summary>
    public static void AddConflicts(this WebApplicationBuilder builder) => builder.Services.AddSingleton<BulkSettlement>();
}
