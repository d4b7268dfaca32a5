namespace LandLedger.Counterparts.Faults;

/// <summary>The faults that are set. The oldest that fits a call strikes it, and only that one.</summary>
internal sealed class FaultBoard
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];

    public void Set(Fault fault)
    {
        lock (_lock)
        {
            _faults.Add(fault);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
        }
    }

    /// <summary>What is still to come, with the remaining counts.</summary>
    public Fault[] Remaining()
    {
        lock (_lock)
        {
            return [.. _faults];
        }
    }

    /// <summary>The fault that strikes this call, counted down; null when the call goes well.</summary>
    public Fault? Take(string service, string? key)
    {
        lock (_lock)
        {
            var place = _faults.FindIndex(fault => fault.Service == service
                && (fault.Match is null || fault.Match.Equals(key, StringComparison.OrdinalIgnoreCase)));
            if (place < 0)
            {
                return null;
            }
            var fault = _faults[place];
            if (fault.Count > 1)
            {
                _faults[place] = fault with { Count = fault.Count - 1 };
            }
            else
            {
                _faults.RemoveAt(place);
            }
            return fault;
        }
    }
}
