namespace LandLedger.Counterparts.VnLis;

/// <summary>What VnLIS has accepted: the last record of every plot, and every receipt by its key.</summary>
internal sealed class NationalPlots : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, PlotReceived> _current = [];
    private readonly Dictionary<(string Commune, string Sheet, string Plot), Guid> _numbers = [];
    private readonly Dictionary<string, Arrivals> _byKey = [];
    private readonly List<string> _keysInOrder = [];
    private Journal<PlotReceived>? _journal;

    /// <summary>What came in under one key.</summary>
    internal sealed record Arrivals(PlotReceived Accepted, int Times, DateTime LastReceivedAt);

    public static NationalPlots Open(string? stateFolder)
    {
        var plots = new NationalPlots();
        plots._journal = Journal<PlotReceived>.Open(stateFolder, "plots.jsonl", plots.Apply);
        return plots;
    }

    /// <summary>Takes a record in, or says why not. A refusal changes nothing and leaves the key free.</summary>
    public (PlotReceived? Accepted, Rejection? Rejected) Receive(PlotRecord record, string key, DateTime now)
    {
        var digest = ContractJson.Digest(record);
        lock (_lock)
        {
            if (_byKey.TryGetValue(key, out var before))
            {
                return before.Accepted.BodyDigest == digest
                    ? (Take(before.Accepted with { ReceivedAt = now }), null)
                    : (null, Rejection.KeyReused);
            }
            if (Objection(record) is { } rejection)
            {
                return (null, rejection);
            }
            return (Take(new PlotReceived(
                record.PlotId, record.LedgerVersion, key, digest, record.PlotNumber, record.Holders.Length,
                $"VL-{Guid.CreateVersion7(new DateTimeOffset(now)):N}", now, now)), null);
        }
    }

    public PlotReceived? Current(Guid plotId)
    {
        lock (_lock)
        {
            return _current.GetValueOrDefault(plotId);
        }
    }

    /// <summary>Everything accepted, in the order of acceptance.</summary>
    public Arrivals[] Received()
    {
        lock (_lock)
        {
            return [.. _keysInOrder.Select(key => _byKey[key])];
        }
    }

    public void Dispose() => _journal?.Dispose();

    private Rejection? Objection(PlotRecord record)
    {
        if (_current.TryGetValue(record.PlotId, out var current) && record.LedgerVersion <= current.LedgerVersion)
        {
            return Rejection.VersionNotNewer;
        }
        if (!Communes.Exists(record.PlotNumber))
        {
            return Rejection.CommuneUnknown;
        }
        if (_numbers.TryGetValue(Place(record.PlotNumber), out var owner) && owner != record.PlotId)
        {
            return Rejection.DuplicatePlotNumber;
        }
        return PlotRules.Objection(record);
    }

    // Within the list in force a number is one place, whichever edition of the list the sender read it in.
    private static (string Commune, string Sheet, string Plot) Place(PlotNumber number) => (number.Commune, number.Sheet, number.Plot);

    private PlotReceived Take(PlotReceived received)
    {
        _journal!.Append(received);
        Apply(received);
        return received;
    }

    private void Apply(PlotReceived received)
    {
        if (_byKey.TryGetValue(received.IdempotencyKey, out var before))
        {
            _byKey[received.IdempotencyKey] = before with { Times = before.Times + 1, LastReceivedAt = received.ReceivedAt };
            return;
        }
        _byKey[received.IdempotencyKey] = new Arrivals(received, 1, received.ReceivedAt);
        _keysInOrder.Add(received.IdempotencyKey);
        // A renumbered plot gives its old number free.
        if (_current.TryGetValue(received.PlotId, out var former))
        {
            _numbers.Remove(Place(former.PlotNumber));
        }
        _current[received.PlotId] = received;
        _numbers[Place(received.PlotNumber)] = received.PlotId;
    }
}
