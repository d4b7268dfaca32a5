namespace LandLedger.Counterparts;

internal static class CounterpartsProgram
{
    private static async Task<int> Main(string[] args)
    {
        try
        {
            var options = new CounterpartsOptions().With(args);
            await using var app = CounterpartsApp.Build([], options);
            await app.StartAsync();
            await Console.Out.WriteLineAsync($"listening on {CounterpartsApp.Address(app).GetLeftPart(UriPartial.Authority)}");
            await Console.Out.FlushAsync();
            if (options.UntilInputEnds)
            {
                _ = StopWhenInputEnds(app);
            }
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception problem) when (problem is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }

    // The pipe closes when the parent dies, however it dies: no child is left behind by a test run that was killed.
    private static async Task StopWhenInputEnds(WebApplication app)
    {
        await using var input = Console.OpenStandardInput();
        var ignored = new byte[64];
        while (await input.ReadAsync(ignored) > 0)
        {
        }
        await app.StopAsync();
    }
}
