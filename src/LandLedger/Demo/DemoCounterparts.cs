namespace LandLedger.Demo;

/// <summary>Placeholder.</summary>
public static class DemoCounterparts
{
    /// <summary>Placeholder.</summary>
    public static Task<NoCounterparts> StartAsync(WebApplicationBuilder builder, bool demo) => Task.FromResult(new NoCounterparts());
}

/// <summary>Placeholder.</summary>
public sealed class NoCounterparts : IAsyncDisposable
{
    /// <summary>Placeholder.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Placeholder.</summary>
public static class DemoRun
{
    /// <summary>Placeholder.</summary>
    public static async Task<int> RunAsync(WebApplication app)
    {
        await app.RunAsync();
        return 0;
    }
}
