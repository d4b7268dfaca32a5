using Wolverine.Runtime.Handlers;

namespace LandLedger.Outgoing;

/// <summary>
/// Has the code of every message handler ready before messages are taken. Where code is made at run time, two queues that meet a new
/// message type at the same moment would both make it, and spoil it for each other.
/// </summary>
public sealed class HandlersReady(HandlerGraph handlers) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var chain in handlers.Chains.Where(chain => chain.MessageType.Assembly == typeof(HandlersReady).Assembly))
            handlers.HandlerFor(chain.MessageType);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
