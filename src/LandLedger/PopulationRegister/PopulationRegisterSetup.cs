using LandLedger.Plumbing;
using Wolverine;

namespace LandLedger.PopulationRegister;

/// <summary>How questions to the register travel.</summary>
public static class PopulationRegisterSetup
{
    /// <summary>In order per plot, several plots at a time.</summary>
    public static void AddPopulationRegister(this WolverineOptions messages, IConfiguration settings) =>
        messages.AddCounterpartQueues<MatchOwner>(settings, "population", message => message.PlotId);
}
