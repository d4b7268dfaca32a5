using LandLedger.Intake;
using LandLedger.Sources;
using NodaTime;

namespace LandLedger.Communes;

/// <summary>Where a reorganisation stands.</summary>
public enum ReorganisationState
{
    /// <summary>The dry run goes on: what would be renumbered is being counted.</summary>
    Examining,

    /// <summary>Counted; waits for another person's approval.</summary>
    Proposed,

    /// <summary>Approved; waits for its turn or renumbers.</summary>
    Running,

    /// <summary>Every plot that it could renumber is renumbered.</summary>
    Finished,

    /// <summary>Stopped by a person; goes on when it is resumed, if it was approved.</summary>
    Cancelled,

    /// <summary>Something failed inside; what was renumbered before stays, and it may be resumed.</summary>
    Failed,
}

/// <summary>Why somebody approved, who and when.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
public sealed record ReorganisationApproval(ImportActor By, Instant At, string Reason);

/// <summary>How far a pass over the plots is: everything up to here is behind it.</summary>
/// <param name="Commune">Index of the commune in the plan.</param>
/// <param name="Sheet">Last sheet, as numbers are compared.</param>
/// <param name="Plot">Last plot.</param>
public sealed record ReorganisationPosition(int Commune, string Sheet, string Plot)
{
    /// <summary>Before the first plot.</summary>
    public static readonly ReorganisationPosition Start = new(0, "", "");
}

/// <summary>Something about the reference table that a person should look at.</summary>
/// <param name="Code">A code of the table's findings, or of <see cref="SheetMap"/>.</param>
/// <param name="What">Codes and numbers only.</param>
/// <param name="Rows">Rows of the table that it is about.</param>
public sealed record TableFinding(string Code, string What, int[] Rows);

/// <summary>
/// A reference table of map sheets on its way into the numbers of plots, or the taking back of one. Saved together with the events of each
/// batch, so that one that was killed goes on exactly where it stopped. Holds no personal data of holders.
/// </summary>
public sealed record Reorganisation
{
    /// <summary>How many findings of the table are kept in full.</summary>
    public const int MostFindings = 1_000;

    /// <summary>The reorganisation; also the correlation id of its events.</summary>
    public Guid Id { get; init; }

    /// <summary>The reorganisation that it takes back, if it does.</summary>
    public Guid? Reverses { get; init; }

    /// <summary>Which list the left side of the table is under.</summary>
    public CommuneCodes CommuneCodes { get; init; } = CommuneCodes.Old;

    /// <summary>Name of the reference table's file.</summary>
    public string TableName { get; init; } = "";

    /// <summary>SHA-256 of its bytes.</summary>
    public string TableSha256 { get; init; } = "";

    /// <summary>Rows of it.</summary>
    public int TableRows { get; init; }

    /// <summary>The resolution relied on.</summary>
    public string Resolution { get; init; } = "";

    /// <summary>When it took effect.</summary>
    public LocalDate EffectiveOn { get; init; }

    /// <summary>Why it is proposed.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Who proposed it.</summary>
    public ImportActor ProposedBy { get; init; } = new("", "", "", "", "", "", false, []);

    /// <summary>When.</summary>
    public Instant ProposedAt { get; init; }

    /// <summary>The approval, once there is one.</summary>
    public ReorganisationApproval? Approval { get; init; }

    /// <summary>State.</summary>
    public ReorganisationState State { get; init; }

    /// <summary>Findings of the table by code.</summary>
    public SortedDictionary<string, int> FindingsByCode { get; init; } = [];

    /// <summary>The first of them.</summary>
    public TableFinding[] Findings { get; init; } = [];

    /// <summary>What the dry run counted.</summary>
    public RenumberingTally Examined { get; init; } = new();

    /// <summary>What has been done.</summary>
    public RenumberingTally Done { get; init; } = new();

    /// <summary>How far the present pass is.</summary>
    public ReorganisationPosition Position { get; init; } = ReorganisationPosition.Start;

    /// <summary>When the renumbering began.</summary>
    public Instant? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public Instant? FinishedAt { get; init; }

    /// <summary>Why it failed, as a code.</summary>
    public string? FailedFor { get; init; }

    /// <summary>Whether it stands in the way of another one: only one at a time is examined, approved and run.</summary>
    public static bool IsOpen(ReorganisationState state) =>
        state is ReorganisationState.Examining or ReorganisationState.Proposed or ReorganisationState.Running;
}

/// <summary>The bytes of a reference table, under their SHA-256.</summary>
/// <param name="Id">SHA-256, lower-case hexadecimal.</param>
/// <param name="Content">The bytes.</param>
public sealed record ReferenceTable(string Id, byte[] Content);
