using System.Reflection;
using System.Security.Claims;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Conflicts;

/// <summary>Propose the same for every open conflict that a filter finds.</summary>
/// <param name="Filter">Which conflicts; one commune and one field.</param>
/// <param name="Choice">held, offered or suggested.</param>
/// <param name="Reason">Why.</param>
public sealed record ProposeInBulk(BulkFilter Filter, BulkChoice Choice, string Reason) : IInCommune, IHaveReason
{
    string? IInCommune.Commune => Filter?.Commune;
}

/// <summary>The answer to a bulk proposal: 201 with Location.</summary>
/// <param name="Id">The proposal.</param>
/// <param name="Count">Plots that it proposes something for: what the approver states.</param>
/// <param name="Skipped">Plots that the filter found and that were left out.</param>
/// <param name="More">Whether the filter finds more than one proposal takes; propose again for those.</param>
public sealed record BulkProposed(Guid Id, int Count, int Skipped, bool More) : IHttpAware
{
    /// <inheritdoc />
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(BulkProposed), ["application/json"]));

    void IHttpAware.Apply(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/api/v1/conflicts/bulk-proposals/{Id}";
    }
}

/// <summary>POST /conflicts/bulk-proposals.</summary>
public static class ProposeInBulkEndpoint
{
    /// <summary>A commune of the list, a field that conflicts are about, and at least one open conflict.</summary>
    public static async Task<ProblemDetails> ValidateAsync(
        ProposeInBulk command, BulkSettlement settlement, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        errors.Require(ConflictFilter.Fields.Contains(command.Filter.Field), "filter.field", "conflict-field-unknown");
        errors.Require(CommuneList.Find(command.Filter.Commune) is not null, "filter.commune", "commune-unknown");
        FreeText.Check(errors, "filter.source", command.Filter.Source, required: false);
        if (!errors.None)
            return Refusal.Invalid(errors);
        return await settlement.AnyAsync(command, cancellation) ? WolverineContinue.NoProblems : Refusal.Because("nothing-to-propose");
    }

    /// <summary>
    /// Proposes for up to 1,000 plots, each with an event of its own, and freezes their list. Plots on which the filter finds several
    /// conflicts are left out: a person has to look at them.
    /// </summary>
    [WolverinePost("/api/v1/conflicts/bulk-proposals"), Permission(Permissions.ProposeResolutions, Scope.CommuneInBody)]
    public static async Task<BulkProposed> Post(
        ProposeInBulk command, BulkSettlement settlement, ClaimsPrincipal user, CancellationToken cancellation)
    {
        var proposal = await settlement.ProposeAsync(command, user.Subject(), cancellation);
        return new(proposal.Id, proposal.Count, proposal.LeftOut, proposal.More);
    }
}
