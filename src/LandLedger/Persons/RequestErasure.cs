using System.Reflection;
using System.Security.Claims;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;

namespace LandLedger.Persons;

/// <summary>Ask that a person be erased.</summary>
/// <param name="Reason">Why.</param>
/// <param name="LegalBasis">By what law.</param>
/// <param name="Decision">Number of the decision that orders it; will stand in the log.</param>
public sealed record RequestErasure(string Reason, string LegalBasis, string Decision) : IHaveReason;

/// <summary>The answer to a request: 201 with Location.</summary>
/// <param name="Id">Under which the destruction will stand in the log.</param>
/// <param name="Person">The person.</param>
/// <param name="State">Requested.</param>
public sealed record ErasureRequested(Guid Id, Guid Person, ErasureState State) : IHttpAware
{
    /// <inheritdoc />
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(ErasureRequested), ["application/json"]));

    void IHttpAware.Apply(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/api/v1/persons/{Person}/erasure";
    }
}

/// <summary>POST /persons/{person}/erasure.</summary>
public static class RequestErasureEndpoint
{
    /// <summary>A basis and a decision, and no request that waits or was carried out.</summary>
    public static async Task<ProblemDetails> ValidateAsync(
        RequestErasure command, Guid person, Erasures erasures, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        FreeText.Check(errors, "legalBasis", command.LegalBasis);
        FreeText.Check(errors, "decision", command.Decision);
        if (!errors.None)
            return Refusal.Invalid(errors);
        return await erasures.FindAsync(person, cancellation) switch
        {
            null or { State: ErasureState.Withdrawn } => WolverineContinue.NoProblems,
            { State: ErasureState.Erased } => Refusal.Because("person-erased"),
            _ => Refusal.Because("erasure-requested"),
        };
    }

    /// <summary>Keeps the request. Nothing is destroyed before another person approves it.</summary>
    [WolverinePost("/api/v1/persons/{person}/erasure"), Permission(Permissions.RequestErasures, Scope.Person)]
    public static async Task<ErasureRequested> Post(
        RequestErasure command, Guid person, Erasures erasures, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var kept = await erasures.RequestAsync(new()
        {
            Id = person, StatementId = Guid.CreateVersion7(), Decision = command.Decision.Normalize(),
            LegalBasis = command.LegalBasis.Normalize(), Reason = command.Reason.Normalize(), RequestedBy = user.Subject(),
            RequestedAt = SystemClock.Instance.GetCurrentInstant(),
        }, cancellation);
        return new(kept.StatementId, person, kept.State);
    }
}
