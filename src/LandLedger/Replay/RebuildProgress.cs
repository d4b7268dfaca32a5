using System.Diagnostics;

namespace LandLedger.Replay;

/// <summary>How far the rebuild that runs in this process is.</summary>
public sealed class RebuildProgress
{
    private readonly Lock turn = new();
    private readonly Stopwatch watch = new();
    private int parts;
    private int done;
    private long before;

    /// <summary>What it is about.</summary>
    public Guid Rebuild { get; private set; }

    /// <summary>What it is at.</summary>
    public RebuildState State { get; private set; }

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>Whole percent of the present step.</summary>
    public int Percent => parts == 0 ? 0 : done * 100 / parts;

    /// <summary>Rows a second in the present step.</summary>
    public long RowsPerSecond => watch.Elapsed.TotalSeconds is > 0 and var seconds ? (long)((Rows - before) / seconds) : 0;

    /// <summary>Seconds until the present step ends at this pace; null while there is none.</summary>
    public int? SecondsLeft { get; private set; }

    /// <summary>Takes up another rebuild.</summary>
    public void Of(Guid rebuild)
    {
        lock (turn)
            (Rebuild, State, parts, done, Rows, Events, SecondsLeft) = (rebuild, RebuildState.Queued, 0, 0, 0, 0, null);
    }

    /// <summary>Begins a step of so many parts.</summary>
    public void Begin(RebuildState state, int of)
    {
        lock (turn)
        {
            (State, parts, done, Rows, Events, before, SecondsLeft) = (state, of, 0, 0, 0, 0, null);
            watch.Restart();
        }
    }

    /// <summary>A part that was done before this process was there.</summary>
    public void Already(long rows, long events)
    {
        lock (turn)
        {
            (done, Rows, Events) = (done + 1, Rows + rows, Events + events);
            before = Rows;
        }
    }

    /// <summary>A part is done.</summary>
    public void Done(FoldedRows folded) => Done(folded.Rows.Count, folded.Events);

    /// <summary>A part is done.</summary>
    public void Done(long rows, long events)
    {
        lock (turn)
        {
            (done, Rows, Events) = (done + 1, Rows + rows, Events + events);
            if (Rows > before)
                SecondsLeft = (int)Math.Ceiling(watch.Elapsed.TotalSeconds * (parts - done) / Math.Max(1, done));
        }
    }
}
