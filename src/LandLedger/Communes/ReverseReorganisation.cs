using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Intake;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;

namespace LandLedger.Communes;

/// <summary>Propose that a whole reorganisation is taken back.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Instrument">The paper relied on.</param>
/// <param name="EffectiveOn">Since when the earlier numbers are right again.</param>
public sealed record ReverseReorganisation(string Reason, string Instrument, LocalDate EffectiveOn) : IHaveReason;

/// <summary>POST /reorganisations/{id}/reversal.</summary>
public static class ReverseReorganisationEndpoint
{
    /// <summary>
    /// Begins the dry run of a reorganisation that gives every plot renumbered by this one its earlier number: 202, and the new one under
    /// Location. It is examined, approved by another person and run like any other. A plot whose number was changed since keeps it.
    /// </summary>
    [WolverinePost("/api/v1/reorganisations/{id}/reversal"), Permission(Permissions.ProposeReorganisations, Scope.Province)]
    [ProducesResponseType<ShownReorganisation>(202)]
    public static async Task<IResult> Post(ReverseReorganisation command, Guid id, HttpContext http, IDocumentSession session,
        ReorganisationRunner runner, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        FreeText.Check(errors, "instrument", command.Instrument);
        PlotRules.Effect(errors, "effectiveOn", command.EffectiveOn);
        await session.TakeTurnAsync(cancellation);
        if (await session.LoadAsync<Reorganisation>(id, cancellation) is not { } run)
            return Results.Problem(Refusal.Because("reorganisation-not-found"));
        if (!errors.None)
            return Results.Problem(Refusal.Invalid(errors));
        if (run.Reverses is not null || run.Approval is null)
            return Results.Problem(Refusal.Because("reorganisation-not-reversible"));
        if (await session.ReorganisesAsync(cancellation))
            return Results.Problem(Refusal.Because("reorganisation-open"));
        var reversal = new Reorganisation
        {
            Id = Guid.CreateVersion7(), Reverses = run.Id, CommuneCodes = run.CommuneCodes, TableName = run.TableName,
            TableSha256 = run.TableSha256, TableRows = run.TableRows, State = ReorganisationState.Examining,
            Resolution = command.Instrument.Normalize(), EffectiveOn = command.EffectiveOn, Reason = command.Reason.Normalize(),
            ProposedBy = ImportActor.Of(http), ProposedAt = SystemClock.Instance.GetCurrentInstant(),
        };
        session.Store(reversal);
        await session.SaveChangesAsync(cancellation);
        runner.Wake();
        return Results.Accepted($"/api/v1/reorganisations/{reversal.Id}", ShownReorganisation.Of(reversal));
    }
}
