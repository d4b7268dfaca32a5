namespace LandLedger.Proof;

/// <summary>
/// What one snapshot showed, cut where it has to be: before a number that may still come, and before a commit of which the rest was not
/// read.
/// </summary>
public sealed class Reading
{
    /// <summary>Sorts out what was read.</summary>
    /// <param name="found">Events above the highest number dealt with, in order.</param>
    /// <param name="late">Events whose number was missing, or that were held.</param>
    /// <param name="reached">The highest number dealt with before.</param>
    /// <param name="lastGiven">The highest number ever given out.</param>
    /// <param name="old">Numbers up to here are not waited for any longer.</param>
    /// <param name="origins">Keys of the programs that record.</param>
    public Reading(ReadEvents found, List<EventRow> late, long reached, long lastGiven, long old, IReadOnlyList<VerifierKey> origins)
    {
        Late = late;
        var taken = new List<EventRow>();
        foreach (var row in found.Rows)
        {
            var next = taken.Count > 0 ? taken[^1].Sequence + 1 : reached + 1;
            if (row.Sequence > lastGiven)
            {
                // The ledger never gave this number out.
                Beyond.Add(row);
            }
            else if (row.Sequence > next && next > old)
            {
                Waits = true;
                break;
            }
            else
            {
                taken.Add(row);
            }
        }

        Events = new([.. taken, .. late], origins);
        if (Waits || found.HasMore)
        {
            var cut = taken.FindIndex(row => row.IsUnfinished);
            Taken = cut < 0 ? taken : taken[..cut];
            Late = [.. late.Where(row => !row.IsUnfinished)];
        }
        else
        {
            Taken = taken;
        }

        Missing = Gaps(reached);
        Reached = Taken.Count > 0 ? Taken[^1].Sequence : reached;
    }

    /// <summary>Events to be dealt with in this round, by number.</summary>
    public List<EventRow> Taken { get; }

    /// <summary>Whether a number that may still come stopped it.</summary>
    public bool Waits { get; }

    /// <summary>Events that come late or are looked at again.</summary>
    public List<EventRow> Late { get; }

    /// <summary>Rows with a number that the ledger never gave out.</summary>
    public List<EventRow> Beyond { get; } = [];

    /// <summary>What was found out about the rows.</summary>
    public CommittedEvents Events { get; }

    /// <summary>Numbers between the taken ones that no row has.</summary>
    public IReadOnlyList<(long From, long To)> Missing { get; }

    /// <summary>The highest number dealt with after this round.</summary>
    public long Reached { get; }

    /// <summary>Rows whose plot's last event stands in the log already.</summary>
    public IReadOnlyCollection<EventRow> NeedPrevious => [.. Events.WithoutPrevious];

    private List<(long, long)> Gaps(long reached)
    {
        var gaps = new List<(long, long)>();
        foreach (var row in Taken)
        {
            if (row.Sequence > reached + 1)
                gaps.Add((reached + 1, row.Sequence - 1));
            reached = row.Sequence;
        }

        return gaps;
    }
}
