using System.Globalization;

namespace LandLedger.Verify.Databases;

/// <summary>Says on standard error how far the work has come: often on a terminal, now and then in a file.</summary>
internal sealed class ShownProgress : IAsyncDisposable
{
    private readonly CancellationTokenSource ended = new();
    private readonly TimeProvider clock;
    private readonly long began;
    private readonly int parts;
    private readonly Task shown;
    private long rows;
    private int done;

    public ShownProgress(TimeProvider clock, int parts, int before)
    {
        (this.clock, this.parts, done, began) = (clock, parts, before, clock.GetTimestamp());
        shown = ShowAsync();
    }

    /// <summary>How many events were judged.</summary>
    public long Rows => Interlocked.Read(ref rows);

    /// <summary>A part is done.</summary>
    public void Add(long judged)
    {
        Interlocked.Add(ref rows, judged);
        Interlocked.Increment(ref done);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await shown;
        ended.Dispose();
    }

    private async Task ShowAsync()
    {
        var terminal = !Console.IsErrorRedirected;
        using var tick = new PeriodicTimer(terminal ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(5), clock);
        var said = false;
        try
        {
            while (await tick.WaitForNextTickAsync(ended.Token))
            {
                var line = string.Create(CultureInfo.InvariantCulture,
                    $"{Volatile.Read(ref done)}/{parts} phần/parts, {Rows} sự kiện/events, {clock.GetElapsedTime(began):hh\\:mm\\:ss}");
                await Console.Error.WriteAsync(terminal ? $"\r{line}" : line + Environment.NewLine);
                said = terminal;
            }
        }
        catch (OperationCanceledException)
        {
            if (said)
                await Console.Error.WriteLineAsync();
        }
    }
}
