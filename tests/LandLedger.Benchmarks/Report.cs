using System.Globalization;
using LandLedger.Benchmarks.Load;

namespace LandLedger.Benchmarks;

/// <summary>Prints both sides of a measurement beside each other.</summary>
internal static class Report
{
    /// <summary>A row each: rate, latencies, and processor time of one request where it is known.</summary>
    public static void Print(string what, params (string Side, Tally Seen)[] sides)
    {
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what,-44}{"rate/s",9}{"p50 ms",9}{"p99 ms",9}{"server",9}{"postgres",10}{"client",9}  (CPU ms each)"));
        foreach (var (side, seen) in sides)
        {
            var cost = seen.Spent is { } spent
                ? string.Create(CultureInfo.InvariantCulture, $"{Each(spent.Server),9:0.00}{Each(spent.Database),10:0.00}{Each(spent.Client),9:0.00}")
                : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {side,-42}{seen.Rate,9:0}{seen.Milliseconds(0.5),9:0.0}{seen.Milliseconds(0.99),9:0.0}{cost}"));

            double Each(double seconds) => seconds * 1000 / seen.Count;
        }
    }
}
