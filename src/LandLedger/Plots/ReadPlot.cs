using LandLedger.Access;
using LandLedger.Documents;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plumbing;
using LandLedger.Sources.CodeLists;
using Marten;
using NodaTime;
using NodaTime.Text;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Plots;

/// <summary>The clean view as a reader sees it: the card, the commune's name, and persons masked.</summary>
public sealed record ShownPlot(
    Guid Id, int Version, ShownPlotNumber PlotNumber, string? PlotCode, PlotStatus Status, decimal AreaSquareMetres, LandUse[] LandUses,
    PlotAddress? Address, CardCertificate[] Certificates, CardDocument[] Documents, ShownHolder[] Holders, CardConflict[] Conflicts,
    CardSource[] Sources, CardSync Sync, CardQuality Quality, Instant ChangedAt, CardDecision[] Decided)
{
    /// <summary>Dresses a card with what masked persons it names.</summary>
    public static ShownPlot Of(PlotCard card, IReadOnlyDictionary<Guid, MaskedPerson> persons) => new(
        card.Id, card.Version, ShownPlotNumber.Of(card.PlotNumber), card.PlotCode, card.Status, card.AreaSquareMetres, card.LandUses,
        card.Address, card.Certificates, card.Documents, [.. card.Holders.Select(holder => ShownHolder.Of(holder, persons))],
        card.Conflicts, card.Sources, card.Sync, card.Quality, card.ChangedAt, card.Decided);
}

/// <summary>A plot number with the name of its commune.</summary>
public sealed record ShownPlotNumber(string Commune, string? CommuneName, LocalDate CodeListDate, string Sheet, string Plot)
{
    /// <summary>Adds the name that the list of its date has for it.</summary>
    public static ShownPlotNumber Of(PlotNumber number) =>
        new(number.Commune, NameOf(number), number.CodeListDate, number.Sheet, number.Plot);

    private static string? NameOf(PlotNumber number) => number.CodeListDate == OldCommunes.ListDate
        ? OldCommunes.Find(number.Commune).FirstOrDefault()?.Name
        : CommuneList.Find(number.Commune)?.Name;
}

/// <summary>A holder with masked name and citizen ID.</summary>
public sealed record ShownHolder(
    Guid HolderId, Guid PersonId, string Name, string? CitizenId, int? BirthYear, PersonKind Kind, HolderRole Role, string Share,
    LocalDate EffectiveOn, string[] Findings, CardMatch Match)
{
    /// <summary>Adds the masked person.</summary>
    public static ShownHolder Of(CardHolder holder, IReadOnlyDictionary<Guid, MaskedPerson> persons)
    {
        var person = persons.GetValueOrDefault(holder.PersonId, MaskedPerson.Erased);
        return new(holder.HolderId, holder.PersonId, person.Name, person.CitizenId, person.BirthYear, holder.Kind, holder.Role,
            holder.Share,
            holder.EffectiveOn, holder.Findings, holder.Match);
    }
}

/// <summary>GET /plots/{plot}.</summary>
public static class ReadPlotEndpoint
{
    /// <summary>The clean view now; with <c>asOf</c> as it was recorded at an instant, with <c>version</c> at a version.</summary>
    [WolverineGet("/api/v1/plots/{plot}"), Permission(Permissions.ReadPlots, Scope.Plot), LoadsCard]
    [ProducesResponseType<ShownPlot>(200)]
    public static async Task<IResult> Get(
        string plot, string? asOf, string? version, HttpContext http, PlotRows rows, IDocumentStore store, PersonVault vault,
        CancellationToken cancellation)
    {
        // The present commune decides who may see it, whatever it was at the time asked for.
        var card = await rows.CardAsync(plot, cancellation);
        if (card is null || !http.User.Covers(card.PlotNumber.Office()))
            return Results.Problem(Refusal.Because("plot-not-found"));
        var past = asOf is not null || version is not null;
        if (past)
            card = await Past(card.Id, asOf, version, store, cancellation);
        if (card is null)
            return Results.Problem(Refusal.Because("query-invalid"));
        var etag = $"\"{card.Version}\"";
        http.Response.Headers.ETag = etag;
        http.Response.Headers.CacheControl = "no-store";
        if (!past && http.Request.Headers.IfNoneMatch == etag)
            return Results.StatusCode(StatusCodes.Status304NotModified);
        var persons = await vault.MaskedAsync([.. card.Holders.Select(holder => holder.PersonId)], cancellation);
        return new WholeAnswer<ShownPlot>(ShownPlot.Of(card, persons));
    }

    private static async Task<PlotCard?> Past(
        Guid plot, string? asOf, string? version, IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        if (asOf is not null)
        {
            return InstantPattern.ExtendedIso.Parse(asOf) is { Success: true, Value: var instant }
                ? await session.Events.AggregateStreamAsync<PlotCard>(plot, timestamp: instant.ToDateTimeOffset(), token: cancellation)
                : null;
        }

        return long.TryParse(version, out var number) && number >= 1
            ? await session.Events.AggregateStreamAsync<PlotCard>(plot, version: number, token: cancellation)
            : null;
    }
}
