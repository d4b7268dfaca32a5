using System.Security.Claims;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Sources;
using NodaTime;

namespace LandLedger.Intake;

/// <summary>Where an import stands.</summary>
public enum ImportState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Read to the end.</summary>
    Finished,

    /// <summary>The file could not be read; what was imported before stays.</summary>
    Failed,

    /// <summary>Stopped by a person; may be resumed.</summary>
    Cancelled,

    /// <summary>Contradicts so many owners that a second person has to release it.</summary>
    Held,
}

/// <summary>Who let a held run go on, when and why.</summary>
public sealed record ImportRelease(string Subject, string Name, string Reason, Instant At);

/// <summary>Rows of the file.</summary>
public sealed record ImportRows(int Read, int Rejected);

/// <summary>What the records did to the ledger.</summary>
public sealed record ImportPlots(int New, int Changed, int Unchanged);

/// <summary>Who started an import: the provenance of every event it records.</summary>
public sealed record ImportActor(string Subject, string Name, string Roles, string Office, string Session, string Client, bool Province,
    string[] Communes)
{
    /// <summary>The caller.</summary>
    public static ImportActor Of(HttpContext http)
    {
        var who = Provenance.Of(http).ToDictionary();
        return new(http.User.Subject(), who[Provenance.Name], who[Provenance.Roles], who[Provenance.Office], who[Provenance.Session],
            who[Provenance.Client], http.User.CoversProvince(), http.User.Communes());
    }

    /// <summary>Whether a commune lies in the scope that the starter had.</summary>
    public bool Covers(string commune) => Province || Communes.Contains(commune);

    /// <summary>Whether a caller may see and steer the run.</summary>
    public bool VisibleTo(ClaimsPrincipal user) => user.CoversProvince() || user.Subject() == Subject;
}

/// <summary>
/// One file of one system on its way into the ledger. Saved together with the events of each batch, so that a run that was killed goes on
/// exactly where it stopped.
/// </summary>
public sealed record ImportRun
{
    /// <summary>The run; also the id under which its file is kept.</summary>
    public Guid Id { get; init; }

    /// <summary>PL3 or VNPT-iLIS.</summary>
    public string System { get; init; } = "";

    /// <summary>Which list the commune codes of the file are from.</summary>
    public CommuneCodes CommuneCodes { get; init; }

    /// <summary>SHA-256 of the sealed file.</summary>
    public string FileSha256 { get; init; } = "";

    /// <summary>Who started it.</summary>
    public ImportActor Actor { get; init; } = new("", "", "", "", "", "", false, []);

    /// <summary>State.</summary>
    public ImportState State { get; init; }

    /// <summary>Rows so far.</summary>
    public ImportRows Rows { get; init; } = new(0, 0);

    /// <summary>Plots so far.</summary>
    public ImportPlots Plots { get; init; } = new(0, 0, 0);

    /// <summary>Conflicts found so far.</summary>
    public int Conflicts { get; init; }

    /// <summary>Conflicts by field.</summary>
    public SortedDictionary<string, int> ConflictsByField { get; init; } = [];

    /// <summary>Differences that a rule decided, by rule.</summary>
    public SortedDictionary<string, int> DecidedByRule { get; init; } = [];

    /// <summary>Rejects by code; one row can have several.</summary>
    public SortedDictionary<string, int> RejectsByCode { get; init; } = [];

    /// <summary>Plots whose owners the file contradicts.</summary>
    public int OwnersDiffer { get; init; }

    /// <summary>Keyed hash of the clear file: recognises the same file.</summary>
    public string ContentMac { get; init; } = "";

    /// <summary>What the source promised and signed, if it did.</summary>
    public SignedManifest? Manifest { get; init; }

    /// <summary>Why it is held, as a code.</summary>
    public string? HeldFor { get; init; }

    /// <summary>The same in words.</summary>
    public Sentence? HeldBecause { get; init; }

    /// <summary>Who let it go on after it was held.</summary>
    public ImportRelease? ReleasedBy { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long FileBytes { get; init; }

    /// <summary>Bytes of it behind us.</summary>
    public long BytesRead { get; init; }

    /// <summary>Records behind us: where a resumed run goes on.</summary>
    public int RecordsDone { get; init; }

    /// <summary>When it was queued.</summary>
    public Instant QueuedAt { get; init; }

    /// <summary>When it first ran.</summary>
    public Instant? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public Instant? FinishedAt { get; init; }

    /// <summary>Why it failed or is held: a code of the readers or of the intake.</summary>
    public string? FailedFor { get; init; }

    /// <summary>The reader's text to <see cref="FailedFor"/>, in Vietnamese and English; no cell is ever quoted.</summary>
    public Sentence? FailedBecause { get; init; }
}
