namespace LandLedger.Counterparts.Faults;

/// <summary>How many calls each counterpart has had, and how they ended. An answer counts before its first byte leaves.</summary>
internal sealed class CallCounts(IReadOnlyDictionary<string, CallCounts.Tally> tallies)
{
    private static readonly object CutMark = new();

    public static CallCounts ForEachCounterpart() => new(Counterpart.All.ToDictionary(name => name, _ => new Tally()));

    public static Task Count(HttpContext context, RequestDelegate next)
    {
        var counts = context.RequestServices.GetRequiredService<CallCounts>();
        if (Counterpart.Of(context.Request.Path) is { } counterpart)
        {
            var tally = counts[counterpart];
            tally.Start();
            context.Response.OnStarting(() =>
            {
                if (!context.Items.ContainsKey(CutMark) && !context.RequestAborted.IsCancellationRequested)
                {
                    tally.Answer(context.Response.StatusCode);
                }
                return Task.CompletedTask;
            });
        }
        return next(context);
    }

    /// <summary>Cuts the connection. The server still closes its side of the call as if it had answered: this one does not count.</summary>
    public static void Cut(HttpContext context)
    {
        context.Items[CutMark] = true;
        context.Abort();
    }

    public Tally this[string counterpart] => tallies[counterpart];

    public object Snapshot() => tallies.ToDictionary(each => each.Key, each => each.Value.Snapshot());

    internal sealed class Tally
    {
        private readonly Lock _lock = new();
        private readonly SortedDictionary<int, int> _byStatus = [];
        private int _started;

        public void Start()
        {
            lock (_lock)
            {
                _started++;
            }
        }

        public void Answer(int status)
        {
            lock (_lock)
            {
                _byStatus[status] = _byStatus.GetValueOrDefault(status) + 1;
            }
        }

        public object Snapshot()
        {
            lock (_lock)
            {
                return new
                {
                    started = _started,
                    answered = _byStatus.Values.Sum(),
                    byStatus = new SortedDictionary<int, int>(_byStatus),
                };
            }
        }
    }
}
