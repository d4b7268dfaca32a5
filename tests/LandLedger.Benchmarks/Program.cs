using LandLedger.Benchmarks;
using LandLedger.Benchmarks.Yardsticks;

// The yardstick of http-read runs as a process of its own, like the ledger.
if (args is [RowServer.Command, var port])
    return await RowServer.RunAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));

var benchmarks = new Dictionary<string, Func<Settings, Task<double>>>
{
    [HttpRead.Name] = HttpRead.RunAsync,
    [HttpWrite.Name] = HttpWrite.RunAsync,
    [MovingHouse.Name] = MovingHouse.RunAsync,
    [ImportProvince.Name] = ImportProvince.RunAsync,
    [SealHistory.Name] = SealHistory.RunAsync,
    [Reorganise.Name] = Reorganise.RunAsync,
    [RebuildViews.Name] = RebuildViews.RunAsync,
};
if (args is not [var name, .. var rest] || !benchmarks.TryGetValue(name, out var benchmark) || Settings.Read(rest) is not { } settings)
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project tests/LandLedger.Benchmarks -- NAME {Settings.Usage}");
    Console.Error.WriteLine($"NAME is one of: {string.Join(", ", benchmarks.Keys)}");
    return 2;
}

var ratio = await benchmark(settings);
Console.WriteLine(FormattableString.Invariant($"{name} ratio: {ratio:0.00}"));
return 0;
