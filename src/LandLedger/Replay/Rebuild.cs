using LandLedger.Access;
using LandLedger.Audit;
using NodaTime;

namespace LandLedger.Replay;

/// <summary>Where a rebuild stands.</summary>
public enum RebuildState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>The shadow grows beside the living view.</summary>
    Building,

    /// <summary>The shadow is held against the living view.</summary>
    Comparing,

    /// <summary>The report is there; a second person may switch.</summary>
    Ready,

    /// <summary>Somebody approved; the shadow takes the living view's place.</summary>
    Switching,

    /// <summary>The rebuilt view is the living one.</summary>
    Switched,

    /// <summary>It could not go on; nothing was changed. May be resumed.</summary>
    Failed,

    /// <summary>Stopped by a person, and tidied up.</summary>
    Cancelled,

    /// <summary>A patrol found nothing that differs.</summary>
    Clean,

    /// <summary>A patrol found differences; a second person may have them repaired.</summary>
    Found,

    /// <summary>Somebody approved; what differs is written anew from the events.</summary>
    Repairing,

    /// <summary>What differed was written anew.</summary>
    Repaired,
}

/// <summary>A share of the plots: of so many shares of equal size, one.</summary>
/// <param name="Number">Which, from 0.</param>
/// <param name="Of">How many there are.</param>
public sealed record Share(int Number, int Of);

/// <summary>Who started or approved something, and why.</summary>
public sealed record RebuildActor(string Subject, string Name, string Reason, Instant At)
{
    /// <summary>The caller.</summary>
    public static RebuildActor Of(HttpContext http, string reason) =>
        new(http.User.Subject(), http.User.DisplayName(), reason.Normalize(), SystemClock.Instance.GetCurrentInstant());
}

/// <summary>What a comparison of the living view with the rebuilt one found.</summary>
/// <param name="Mark">Sequence number up to which the events were folded at the least.</param>
/// <param name="Equal">Documents that are the same on both sides.</param>
/// <param name="Missing">Documents that follow from the events and that the living view lacks.</param>
/// <param name="Extra">Documents of the living view that follow from no event.</param>
/// <param name="Different">Documents whose content differs.</param>
/// <param name="Unexplained">How many of all these differences are in fields that nobody had expected to change.</param>
/// <param name="ByCause">Differences by cause.</param>
/// <param name="ByCommune">Differences by commune.</param>
/// <param name="LiveRoot">Merkle root over the living view's documents in the order of their keys, base64.</param>
/// <param name="RebuiltRoot">The same over the rebuilt ones.</param>
public sealed record ComparedView(
    long Mark, long Equal, long Missing, long Extra, long Different, long Unexplained, SortedDictionary<string, long> ByCause,
    SortedDictionary<string, long> ByCommune, string LiveRoot, string RebuiltRoot)
{
    /// <summary>All differences.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Differences => Missing + Extra + Different;
}

/// <summary>
/// One view built anew beside the living one, as a whole or, by a patrol, a share of it. Saved at each step, so that a rebuild whose
/// process was killed goes on behind the last part that was committed.
/// </summary>
public sealed record Rebuild
{
    /// <summary>The rebuild.</summary>
    public Guid Id { get; init; }

    /// <summary>Name of the view.</summary>
    public string View { get; init; } = "";

    /// <summary>State.</summary>
    public RebuildState State { get; init; }

    /// <summary>For a patrol, the share of the plots that it compares; null for a rebuild of the whole view.</summary>
    public Share? Share { get; init; }

    /// <summary>Who started it.</summary>
    public RebuildActor StartedBy { get; init; } = new("", "", "", default);

    /// <summary>Fields that are expected to differ, because a rule changed.</summary>
    public string[] Expected { get; init; } = [];

    /// <summary>Every event up to this number was committed when the building began.</summary>
    public long FirstMark { get; init; }

    /// <summary>Every event up to this number is in the shadow.</summary>
    public long Mark { get; init; }

    /// <summary>Plots there were when the building began.</summary>
    public long Plots { get; init; }

    /// <summary>When it first ran.</summary>
    public Instant? BeganAt { get; init; }

    /// <summary>When it ended.</summary>
    public Instant? FinishedAt { get; init; }

    /// <summary>What the comparison found; null before.</summary>
    public ComparedView? Compared { get; init; }

    /// <summary>Who approved the switch or the repair.</summary>
    public RebuildActor? ApprovedBy { get; init; }

    /// <summary>Why differences that nobody had expected were accepted.</summary>
    public string? AcceptedUnexplained { get; init; }

    /// <summary>How long writers waited at the switch, in milliseconds.</summary>
    public int? SwitchMilliseconds { get; init; }

    /// <summary>Why it failed, as a code.</summary>
    public string? FailedFor { get; init; }

    /// <summary>The same in words.</summary>
    public Sentence? FailedBecause { get; init; }
}
