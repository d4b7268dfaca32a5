namespace LandLedger.Storage;

/// <summary>
/// Work that waits for a disk or a socket over and over, on a thread of its own: there it may wait, which costs less than being woken by
/// way of the pool, and keeps no thread of the pool from whoever has something to do.
/// </summary>
public static class OwnThread
{
    /// <summary>Begins the work.</summary>
    public static Task Run(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Begins work that has a result.</summary>
    public static Task<T> Run<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
