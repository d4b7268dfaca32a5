using LandLedger.Access;
using LandLedger.Documents;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plumbing;
using LandLedger.Replay;
using LandLedger.Sources.CodeLists;
using NodaTime;
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
    /// <summary>
    /// The clean view now; with <c>asOf</c> as it was recorded at an instant (ISO 8601 in UTC or with an offset) or at the end of a day in
    /// Vietnam (yyyy-MM-dd); with <c>version</c> at a version; with <c>asOfCertificate</c> as it was in force by law, after all that is known
    /// now, on the day on which the certificate of this serial was issued.
    /// </summary>
    [WolverineGet("/api/v1/plots/{plot}"), Permission(Permissions.ReadPlots, Scope.Plot), LoadsCard]
    [ProducesResponseType<ShownPlot>(200)]
    public static async Task<IResult> Get(
        string plot, string? asOf, string? version, string? asOfCertificate, HttpContext http, PlotRows rows, PlotPast history,
        TimeProvider clock, PersonVault vault, CancellationToken cancellation)
    {
        // The present commune decides who may see it, whatever it was at the time asked for.
        var card = await rows.CardAsync(plot, cancellation);
        if (card is null || !http.User.Covers(card.PlotNumber.Office()))
            return Results.Problem(Refusal.Because("plot-not-found"));
        var past = asOf is not null || version is not null || asOfCertificate is not null;
        if (past)
        {
            var asked = new AskedPast(card, history, Instant.FromDateTimeOffset(clock.GetUtcNow()));
            (card, var refusal) = await asked.ReadAsync(asOf, version, asOfCertificate, cancellation);
            if (card is null)
                return Results.Problem(refusal!);
        }

        http.Response.Headers.CacheControl = "no-store";
        if (asOfCertificate is null)
        {
            var etag = $"\"{card.Version}\"";
            http.Response.Headers.ETag = etag;
            if (!past && http.Request.Headers.IfNoneMatch == etag)
                return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        var persons = await vault.MaskedAsync([.. card.Holders.Select(holder => holder.PersonId)], cancellation);
        return new WholeAnswer<ShownPlot>(ShownPlot.Of(card, persons));
    }
}
