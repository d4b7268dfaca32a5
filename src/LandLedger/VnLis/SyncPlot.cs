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

namespace LandLedger.VnLis;

/// <summary>Send the clean plot to the national system.</summary>
public sealed record RequestSync(string Reason) : IHaveReason;

/// <summary>A plot that waits to be sent. What is sent is read at the moment of the call, so several waiting requests become one.</summary>
/// <param name="PlotId">The plot.</param>
/// <param name="RequestId">The request.</param>
/// <param name="AtVersion">The plot's version when it was asked for: an answer about that version or a later one answers this request too.</param>
public sealed record SyncPlot(Guid PlotId, Guid RequestId, long AtVersion);

/// <summary>POST /plots/{plot}/sync.</summary>
public static class RequestSyncEndpoint
{
    /// <summary>Only what is clean, and not what VnLIS has already.</summary>
    public static ProblemDetails Validate(RequestSync command, Plot plot)
    {
        if (!plot.ReadyForVnLis)
            return Refusal.Because("not-ready-for-sync");
        return plot.SyncedVersion >= plot.ContentVersion ? Refusal.Because("already-synced") : WolverineContinue.NoProblems;
    }

    /// <summary>Sends through the outbox; receipt or rejection comes back as an event.</summary>
    [WolverinePost("/api/v1/plots/{plot}/sync"), Permission(Permissions.ChangePlots, Scope.Plot)]
    public static (PlotAccepted, OutgoingMessages) Post(RequestSync command, [WriteAggregate("plot")] Plot plot)
    {
        var requestId = Guid.CreateVersion7();
        return (new(plot.Id, plot.Version, requestId), [new SyncPlot(plot.Id, requestId, plot.Version)]);
    }
}

/// <summary>Sends the plot and records what VnLIS said.</summary>
public static class SyncPlotHandler
{
    /// <summary>
    /// The idempotency key names plot, version and record: a call that is made again after a crash gets the same receipt. Should the plot change
    /// during the call, the commit fails and the newer version is sent.
    /// </summary>
    public static async Task Handle(
        SyncPlot message, IDocumentSession session, IVnLis vnLis, PersonVault vault, IKeyVault keys, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<Plot>(message.PlotId, cancellation);
        if (stream.Aggregate is not { ReadyForVnLis: true } plot || plot.SyncedVersion >= plot.ContentVersion
            || plot.AnsweredVersion >= message.AtVersion)
            return;
        var card = await session.LoadAsync<PlotCard>(message.PlotId, cancellation);
        var persons = await vault.ReadManyAsync([.. card!.Holders.Select(holder => holder.PersonId)], cancellation);
        var record = NationalRecord.Of(card, persons);
        var hash = Convert.ToHexStringLower(keys.Mac("vnlis-payload/v1", record.Bytes()));
        var answer = await vnLis.SendAsync(record, hash, cancellation);
        stream.AppendOne(answer.Receipt is { } receipt
            ? new SyncedToVnLis(receipt, hash, card.Version)
            : new VnLisRejected(answer.Code!, hash, card.Version, answer.Reason is { } reason ? FreeText.Cleaned(reason) : null));
    }
}
