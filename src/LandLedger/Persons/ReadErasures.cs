using LandLedger.Access;
using LandLedger.Plumbing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;

namespace LandLedger.Persons;

/// <summary>An erasure as it is shown.</summary>
/// <param name="Id">Under which the destruction stands in the log, or will.</param>
/// <param name="Person">The person.</param>
/// <param name="State">requested, approved while it is being done, erased, or withdrawn.</param>
/// <param name="Decision">Number of the decision.</param>
/// <param name="LegalBasis">By what law.</param>
/// <param name="Reason">Why.</param>
/// <param name="RequestedBy">Who asked.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="ApprovedBy">Who approved.</param>
/// <param name="ApprovedAt">When.</param>
/// <param name="ErasedAt">When it was done.</param>
/// <param name="WithdrawnBy">Who took it back.</param>
/// <param name="WithdrawnAt">When.</param>
/// <param name="Before">Requests before this one that were taken back, oldest first.</param>
public sealed record ShownErasure(
    Guid Id, Guid Person, ErasureState State, string Decision, string LegalBasis, string Reason, string RequestedBy, Instant RequestedAt,
    string? ApprovedBy, Instant? ApprovedAt, Instant? ErasedAt, string? WithdrawnBy, Instant? WithdrawnAt, IReadOnlyList<ShownErasure> Before)
{
    /// <summary>What is shown of an erasure.</summary>
    public static ShownErasure Of(Erasure it) => new(it.StatementId, it.Id, it.State, it.Decision, it.LegalBasis, it.Reason, it.RequestedBy,
        it.RequestedAt, it.ApprovedBy, it.ApprovedAt, it.ErasedAt, it.WithdrawnBy, it.WithdrawnAt, [.. it.Before.Select(Of)]);
}

/// <summary>GET /persons/erasures.</summary>
public static class ListErasuresEndpoint
{
    /// <summary>Erasures, for those whose scope is the province; those that wait unless <c>state</c> asks for others.</summary>
    [WolverineGet("/api/v1/persons/erasures"), Permission(Permissions.ReadErasures, Scope.Filtered)]
    [ProducesResponseType<Page<ShownErasure>>(200)]
    public static async Task<IResult> Get(
        string? state, string? cursor, string? limit, HttpContext http, IQuerySession session, CancellationToken cancellation)
    {
        if (Paging.ById(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        if (!Enum.TryParse<ErasureState>(state ?? nameof(ErasureState.Requested), ignoreCase: true, out var wanted) || int.TryParse(state, out _))
            return Results.Problem(Refusal.Because("query-invalid", "state"));
        if (!http.User.CoversProvince())
            return Results.Ok(new Page<ShownErasure>([], null));
        var erasures = session.Query<Erasure>().Where(one => one.State == wanted);
        if (paging.After is { } after)
            erasures = erasures.Where(one => one.Id.CompareTo(after) > 0);
        var found = await erasures.OrderBy(one => one.Id).Take(paging.Limit + 1).ToListAsync(cancellation);
        return Results.Ok(Page.Of(found, paging.Limit, one => one.Id.ToString(), ShownErasure.Of));
    }
}

/// <summary>GET /persons/{person}/erasure.</summary>
public static class ReadErasureEndpoint
{
    /// <summary>How far the erasure of a person has come.</summary>
    [WolverineGet("/api/v1/persons/{person}/erasure"), Permission(Permissions.ReadErasures, Scope.Person)]
    [ProducesResponseType<ShownErasure>(200)]
    public static async Task<IResult> Get(Guid person, Erasures erasures, CancellationToken cancellation) =>
        await erasures.FindAsync(person, cancellation) is { } erasure
            ? Results.Ok(ShownErasure.Of(erasure))
            : Results.Problem(Refusal.Because("erasure-not-requested"));
}
