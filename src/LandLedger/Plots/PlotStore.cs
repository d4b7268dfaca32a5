using JasperFx.Events.Projections;
using LandLedger.Replay;
using Marten;

namespace LandLedger.Plots;

/// <summary>Registers the plot's events and views with the store.</summary>
public static class PlotStore
{
    /// <summary>Name of the unique index over the numbers of live plots.</summary>
    public const string LiveNumberIndex = "plot_number_live";

    /// <summary>Name of the unique index over plot codes.</summary>
    public const string CodeIndex = "plot_code";

    /// <summary>Every event a plot's stream may hold.</summary>
    public static readonly Type[] Events =
    [
        typeof(PlotRegistered), typeof(PlotCorrected), typeof(PlotRenumberedBecauseCommunesMerged), typeof(PlotRenumberingReversed),
        typeof(DocumentAttached), typeof(DocumentWithdrawn), typeof(CertificateRecorded),
        typeof(HolderRecorded), typeof(HolderRemoved), typeof(OwnerMatched), typeof(OwnerMatchFailed), typeof(OwnerMatchReversed),
        typeof(SourceRecordReceived), typeof(ConflictFound), typeof(DifferenceDecidedByRule), typeof(ConflictResolutionProposed),
        typeof(ConflictResolved), typeof(ConflictReopened), typeof(SyncedToVnLis), typeof(VnLisRejected),
    ];

    /// <summary>Forms in which these events were stored before, the oldest first.</summary>
    public static readonly OldForm[] OldForms =
    [
        new("conflict_found", typeof(ConflictFound), "\"moved\"", PlotEventsOnceStored.MovesInWords),
    ];

    /// <summary>Adds events, the deciding state (live) and the clean view (inline).</summary>
    public static void AddPlots(this StoreOptions store)
    {
        store.Events.AddEventTypes(Events);
        store.AddOldForms(OldForms);
        store.Projections.LiveStreamAggregation<Plot>();
        store.Projections.Snapshot<PlotCard>(SnapshotLifecycle.Inline);
        store.Schema.For<PlotCard>()
            .Index([card => card.NumberKey.Commune, card => card.NumberKey.Sheet, card => card.NumberKey.Plot], index =>
            {
                index.Name = LiveNumberIndex;
                index.IsUnique = true;
                index.Predicate = "data ->> 'status' = 'live'";
            })
            .Index(card => card.PlotCode!, index =>
            {
                index.Name = CodeIndex;
                index.IsUnique = true;
                index.Predicate = "data ->> 'plotCode' is not null";
            })
            .Index(card => card.NewestSerial!, index =>
            {
                index.Name = "plot_certificate";
                index.Predicate = "data ->> 'newestSerial' is not null";
            })
            .Index(card => card.FormerNumbers, index =>
            {
                index.Name = "plot_former_number";
                index.Method = Weasel.Postgresql.Tables.IndexMethod.gin;
                index.Predicate = "data -> 'formerNumbers' <> '[]'::jsonb";
            })
            .Index(card => card.NumberKey.Commune, index =>
            {
                index.Name = "plot_in_conflict";
                index.Predicate = "(data ->> 'inConflict')::boolean = true";
            });
    }
}
