using System.Diagnostics;
using System.Security.Claims;
using LandLedger.Plumbing;
using LandLedger.Replay;
using NodaTime;

namespace LandLedger.Benchmarks.Stage;

/// <summary>Pages of the list of a commune as it was at an instant, asked for one after the other at random places and instants.</summary>
internal static class PastPages
{
    private const int Warm = 20, Counted = 200;

    /// <summary>Asks, and prints how long an answer takes.</summary>
    /// <param name="plots">All in one commune.</param>
    public static async Task PrintAsync(LoadedPlots plots)
    {
        var (first, last, highest) = await plots.SpanAsync();
        var (past, random) = (plots.Find<PlotsAsOf>(), new Random(7));
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim("communes", "province")]));
        var (times, cards) = (new List<double>(), 0);
        for (var at = -Warm; at < Counted; at++)
        {
            // The later half, so that a page behind a random place has plots at all.
            var moment = first + (last - first) * (0.5 + random.NextDouble() / 2);
            var after = (long)(highest * random.NextDouble() / 2);
            var watch = Stopwatch.StartNew();
            var page = await past.PageAsync(user, "24781", moment, null, new(after.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Paging.DefaultLimit), CancellationToken.None);
            if (at < 0)
                continue;
            times.Add(watch.Elapsed.TotalMilliseconds);
            cards += page.Items.Count;
        }

        times.Sort();
        Console.WriteLine(FormattableString.Invariant(
            $"a page of a commune's plots as of an instant, {(double)cards / Counted:0} of {Paging.DefaultLimit} plots: ")
            + FormattableString.Invariant($"p50 {times[Counted / 2]:0.0} ms, p99 {times[Counted * 99 / 100]:0.0} ms"));
    }
}
