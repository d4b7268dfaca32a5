namespace LandLedger.Counterparts.Faults;

/// <summary>Every contract call passes here on its way to the work, and meets the fault that was set for it.</summary>
internal sealed class FaultGate(FaultBoard board, IHostApplicationLifetime lifetime)
{
    /// <summary>Serves a call, or lets it go wrong as ordered.</summary>
    /// <param name="context">The call.</param>
    /// <param name="service">Whose call it is.</param>
    /// <param name="key">Its request id or plot id; null when the body could not be read.</param>
    /// <param name="work">What the service does with the call.</param>
    /// <param name="anothersAnswer">A well-formed answer to a different call.</param>
    public async Task<IResult> Pass(
        HttpContext context, string service, string? key, Func<IResult> work, Func<object> anothersAnswer)
    {
        var fault = board.Take(service, key);
        switch (fault?.Kind)
        {
            case FaultKind.Latency:
                await Hold(context, TimeSpan.FromMilliseconds(fault.Value));
                return work();
            case FaultKind.Timeout:
                await Hold(context, Timeout.InfiniteTimeSpan);
                CallCounts.Cut(context);
                return Results.Empty;
            case FaultKind.Status:
                return Refusal.As(fault.Value, "fault-on-demand", "this failure was ordered through /admin/faults");
            case FaultKind.WrongAnswer:
                return fault.Value == 0 ? Results.Json(new[] { new { unexpected = true } }) : Results.Json(anothersAnswer());
            case FaultKind.Drop:
                work();
                CallCounts.Cut(context);
                return Results.Empty;
            default:
                return work();
        }
    }

    // Ends early when the caller goes away or the program is asked to stop; the work is then still done, as behind a slow network.
    private async Task Hold(HttpContext context, TimeSpan time)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        // The slowness is the fault that was asked for.
        await Task.Delay(time, until.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
