using LandLedger.Storage;

namespace LandLedger.Proof;

/// <summary>
/// Publishes leaves while further ones are sealed. One thing at a time, in order: the next waits for the one before, and what went wrong
/// comes out there.
/// </summary>
/// <param name="log">What is published; touched by nobody else.</param>
public sealed class Publishing(PublishedLog log)
{
    private List<HashedLeaf> pending = [];
    private Task running = Task.CompletedTask;

    /// <summary>Number of leaves in the files and of those that are to come into them.</summary>
    public long Reached { get; private set; } = log.Written;

    /// <summary>Number of leaves that the last checkpoint promises, also one that is still being made.</summary>
    public long Begun { get; private set; } = log.Promised.Size;

    /// <summary>How many leaves wait.</summary>
    public int Pending => pending.Count;

    /// <summary>Adds leaves.</summary>
    /// <param name="leaves">The next ones.</param>
    public void Add(IReadOnlyCollection<HashedLeaf> leaves)
    {
        pending.AddRange(leaves);
        Reached += leaves.Count;
    }

    /// <summary>Begins to publish what waits.</summary>
    /// <param name="head">The head with these leaves.</param>
    /// <param name="published">Is told when the checkpoint is durable, on another thread.</param>
    /// <exception cref="LogBrokenException">Of what was begun before.</exception>
    /// <exception cref="IOException">Of what was begun before.</exception>
    public async Task BeginAsync(LogHead head, Action<Checkpoint>? published = null)
    {
        await running;
        var leaves = pending;
        (pending, Begun) = ([], head.Size);
        running = OwnThread.Run(() =>
        {
            log.Publish(head, leaves);
            published?.Invoke(log.Promised);
        });
    }

    /// <summary>Waits for what was begun.</summary>
    /// <exception cref="LogBrokenException">The leaves do not make the head.</exception>
    /// <exception cref="IOException">The files cannot be written.</exception>
    public Task EndAsync() => running;
}
