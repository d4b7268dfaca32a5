using Wolverine;

namespace LandLedger.VnLis;

/// <summary>How plots travel to VnLIS.</summary>
public static class VnLisSetup
{
    /// <summary>In order per plot, several plots at a time.</summary>
    public static void AddVnLis(this WolverineOptions messages)
    {
        messages.MessagePartitioning.ByMessage<SyncPlot>(message => message.PlotId.ToString())
            .PublishToPartitionedLocalMessaging("vnlis", 4, queues => queues.Message<SyncPlot>());
        // A typed client comes from a factory that generated code cannot call by itself.
        messages.CodeGeneration.AlwaysUseServiceLocationFor<IVnLis>();
    }
}
