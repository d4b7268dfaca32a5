using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;

namespace LandLedger.PopulationRegister;

/// <summary>Ask the population register whether a holder is who the paper says.</summary>
public sealed record RequestMatch(string Reason) : IHaveReason;

/// <summary>The question on its way. Holds ids only; the person is read from the vault at the moment of the call.</summary>
public sealed record MatchOwner(Guid PlotId, Guid HolderId, Guid RequestId);

/// <summary>POST /plots/{plot}/holders/{holderId}/match.</summary>
public static class RequestMatchEndpoint
{
    /// <summary>Only a known holder that is not matched yet.</summary>
    public static ProblemDetails Validate(RequestMatch command, Plot plot, Guid holderId)
    {
        if (plot.Holders.FirstOrDefault(holder => holder.HolderId == holderId) is not { } held)
            return Refusal.Because("holder-not-found");
        return held.Matched ? Refusal.Because("holder-already-matched") : WolverineContinue.NoProblems;
    }

    /// <summary>Sends the question through the outbox; the answer comes back as an event.</summary>
    [WolverinePost("/api/v1/plots/{plot}/holders/{holderId}/match"), Permission(Permissions.ChangePlots, Scope.Plot)]
    public static (PlotAccepted, OutgoingMessages) Post(RequestMatch command, Guid holderId, [WriteAggregate("plot")] Plot plot)
    {
        var requestId = Guid.CreateVersion7();
        return (new(plot.Id, plot.Version, requestId), [new MatchOwner(plot.Id, holderId, requestId)]);
    }
}

/// <summary>Asks the register and records its answer.</summary>
public static class MatchOwnerHandler
{
    /// <summary>
    /// The stream is fetched before the call and its version checked at the commit: should the plot change meanwhile, the message runs
    /// again with the same request id, and the register gives the same answer.
    /// </summary>
    public static async Task Handle(
        MatchOwner message, IDocumentSession session, IPopulationRegister register, PersonVault vault, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<Plot>(message.PlotId, cancellation);
        if (stream.Aggregate?.Holders.FirstOrDefault(held => held.HolderId == message.HolderId) is not { Matched: false } holder)
            return;
        if (await vault.ReadAsync(holder.PersonId, cancellation) is not { } person)
            return;
        var answer = await register.AskAsync(message.RequestId, person, cancellation);
        stream.AppendOne(answer.Cause is { } cause
            ? new OwnerMatchFailed(message.HolderId, message.RequestId, cause, answer.DifferingFields)
            : new OwnerMatched(message.HolderId, message.RequestId, answer.Score));
    }
}

/// <summary>Take a match back.</summary>
public sealed record ReverseMatch(string Reason) : IHaveReason;

/// <summary>POST /plots/{plot}/holders/{holderId}/unmatch.</summary>
public static class ReverseMatchEndpoint
{
    /// <summary>Only a matched holder.</summary>
    public static ProblemDetails Validate(ReverseMatch command, Plot plot, Guid holderId)
    {
        if (plot.Holders.FirstOrDefault(holder => holder.HolderId == holderId) is not { } held)
            return Refusal.Because("holder-not-found");
        return held.Matched ? WolverineContinue.NoProblems : Refusal.Because("holder-not-matched");
    }

    /// <summary>Appends the reversal.</summary>
    [WolverinePost("/api/v1/plots/{plot}/holders/{holderId}/unmatch"), Permission(Permissions.ChangePlots, Scope.Plot)]
    public static (PlotChanged, OwnerMatchReversed) Post(ReverseMatch command, Guid holderId, [WriteAggregate("plot")] Plot plot) =>
        (PlotChanged.By(1, plot), new(holderId));
}
