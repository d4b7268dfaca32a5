using LandLedger.Plumbing;
using Wolverine;

namespace LandLedger.VnLis;

/// <summary>How plots travel to VnLIS.</summary>
public static class VnLisSetup
{
    /// <summary>In order per plot, several plots at a time.</summary>
    public static void AddVnLis(this WolverineOptions messages, IConfiguration settings) =>
        messages.AddCounterpartQueues<SyncPlot>(settings, "vnlis", message => message.PlotId);
}
