using System.Globalization;
using System.Security.Claims;
using LandLedger.Plots;
using LandLedger.Plumbing;
using NodaTime;

namespace LandLedger.Replay;

/// <summary>What a reader asks about a commune's past: the parameters of the list of plots, as they came.</summary>
public sealed record AskedList(string? Commune, string? Sheet, string? Group, string? Sync, string? Q, string? Cursor, string? Limit)
{
    /// <summary>One page of the plots at an instant, or the refusal.</summary>
    public async Task<IResult> ReadAsync(
        string asOf, ClaimsPrincipal user, PlotsAsOf past, TimeProvider clock, CancellationToken cancellation)
    {
        if (Paging.ByNumber(Cursor, Limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        if (PastMoment.Read(asOf, Instant.FromDateTimeOffset(clock.GetUtcNow()), out var refusal) is not { } moment)
            return Results.Problem(Refusal.Because(refusal));
        if (Commune is not { Length: > 0 } commune)
            return Results.Problem(Refusal.Because("query-invalid", "asOf: + commune"));
        if (Q is not null)
            return Results.Problem(Refusal.Because("query-invalid", "asOf, q"));
        if (Fits(out var wrong) is var fits && wrong is not null)
            return Results.Problem(Refusal.Because("query-invalid", wrong));
        if (!await past.IsWholeAsync(moment, cancellation))
            return Results.Problem(Refusal.Because("past-not-whole"));
        var page = await past.PageAsync(user, commune, moment, fits, paging, cancellation);
        return Results.Ok(new Page<ListedPlot>([.. page.Items.Select(ListedPlot.Of)], page.Next));
    }

    private Func<PlotCard, bool>? Fits(out string? wrong)
    {
        var conditions = new List<Func<PlotCard, bool>>();
        wrong = null;
        if (Sheet is not null)
        {
            var named = PlotNumberKey.Part(Sheet);
            conditions.Add(card => card.NumberKey.Sheet == named);
        }

        if (Group is not null)
        {
            if (int.TryParse(Group, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                conditions.Add(card => card.Quality.Group == number);
            else
                wrong = "group";
        }

        if (Sync is not null)
        {
            if (ListPlotsEndpoint.StateOf(Sync) is { } state)
                conditions.Add(card => card.Sync.State == state);
            else
                wrong = "sync";
        }

        return conditions.Count == 0 ? null : card => conditions.TrueForAll(condition => condition(card));
    }
}
