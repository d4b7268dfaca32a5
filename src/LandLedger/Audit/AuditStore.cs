using JasperFx.Events.Projections;
using Marten;

namespace LandLedger.Audit;

/// <summary>Registers the audit trail with the store and turns on every column of provenance.</summary>
public static class AuditStore
{
    /// <summary>Adds the trail, in the store's schema.</summary>
    public static void AddAudit(this StoreOptions store)
    {
        store.Events.MetadataConfig.CausationIdEnabled = true;
        store.Events.MetadataConfig.CorrelationIdEnabled = true;
        store.Events.MetadataConfig.HeadersEnabled = true;
        store.Events.MetadataConfig.UserNameEnabled = true;
        store.Listeners.Add(new NothingAnonymous());
        AuditTrail.AddTo(store);
    }
}
