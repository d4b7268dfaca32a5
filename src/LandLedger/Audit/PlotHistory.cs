using JasperFx.Events;
using LandLedger.Access;
using LandLedger.Persons;
using LandLedger.Plots;
using Marten;
using NodaTime;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Audit;

/// <summary>Who did it.</summary>
public sealed record Actor(string? Subject, string? Name, string? Roles, string? Office);

/// <summary>One thing that happened to a plot, in words.</summary>
public sealed record HistoryItem(
    long Sequence, long Version, string Event, Instant At, Actor Actor, string? Reason, string? Instrument, LocalDate? EffectiveOn,
    FieldChange[] Changes, Sentence Summary, string? CorrelationId, string? ImportRun);

/// <summary>The life of a plot.</summary>
public sealed record PlotHistory(Guid Plot, IReadOnlyList<HistoryItem> Items);

/// <summary>GET /plots/{plot}/history.</summary>
public static class PlotHistoryEndpoint
{
    /// <summary>Every event of the plot in its order, told from the events themselves.</summary>
    [WolverineGet("/api/v1/plots/{plot}/history"), Permission(Permissions.ReadPlots, Scope.Plot)]
    [ProducesResponseType<PlotHistory>(200)]
    public static async Task<PlotHistory> Get(
        Guid plot, HttpContext http, IQuerySession session, PersonVault vault, CancellationToken cancellation)
    {
        http.Response.Headers.CacheControl = "no-store";
        var events = await session.Events.FetchStreamAsync(plot, token: cancellation);
        HistoryItem[] items = [.. events.Select(Tell)];
        var names = await PersonsInWords.OfAsync(
            vault, items.SelectMany(item => item.Changes).SelectMany(change => (string?[])[change.From, change.To]), cancellation);
        return new(plot,
        [
            .. items.Select(item => item with { Changes = [.. item.Changes.Select(names.In)], Summary = names.In(item.Summary) }),
        ]);
    }

    private static HistoryItem Tell(IEvent recorded)
    {
        var story = PlotStory.Of(recorded.Data);
        return new(recorded.Sequence, recorded.Version, recorded.EventTypeName, Instant.FromDateTimeOffset(recorded.Timestamp),
            new(recorded.UserName, Header(recorded, Provenance.Name), Header(recorded, Provenance.Roles),
                Header(recorded, Provenance.Office)),
            Header(recorded, Provenance.Reason), story.Instrument, story.EffectiveOn, story.Changes,
            PlotStory.Tell(recorded.EventTypeName, story.Changes, story.Instrument), recorded.CorrelationId,
            Header(recorded, Provenance.ImportRun));
    }

    private static string? Header(IEvent recorded, string key) => recorded.GetHeader(key)?.ToString();
}
