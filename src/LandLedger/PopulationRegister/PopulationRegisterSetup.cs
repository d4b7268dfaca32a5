using LandLedger.Plumbing;
using Wolverine;

namespace LandLedger.PopulationRegister;

/// <summary>How questions to the register travel.</summary>
public static class PopulationRegisterSetup
{
    /// <summary>In order per plot, several plots at a time, with retries.</summary>
    public static void AddPopulationRegister(this WolverineOptions messages)
    {
        messages.MessagePartitioning.ByMessage<MatchOwner>(message => message.PlotId.ToString())
            .PublishToPartitionedLocalMessaging("population", 4, queues => queues.Message<MatchOwner>());
        // A typed client comes from a factory that generated code cannot call by itself.
        messages.CodeGeneration.AlwaysUseServiceLocationFor<IPopulationRegister>();
        messages.RetryCounterparts();
    }
}
