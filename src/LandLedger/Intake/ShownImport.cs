using System.Globalization;
using LandLedger.Audit;
using LandLedger.Sources;
using NodaTime;

namespace LandLedger.Intake;

/// <summary>How often a code was the reason why a row was held back.</summary>
/// <param name="Code">A code of the readers or of <see cref="IntakeCodes"/>.</param>
/// <param name="Count">How often; one row can have several reasons.</param>
/// <param name="Meaning">What it means; null for a code that is no longer known.</param>
public sealed record ShownRejects(string Code, int Count, Sentence? Meaning);

/// <summary>A run as a client sees it: how far it is, and what has come of it.</summary>
/// <param name="Id">The run.</param>
/// <param name="System">Where the file comes from.</param>
/// <param name="State">Where the run stands.</param>
/// <param name="StartedBy">Name of who started it.</param>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Plots">What the records did to the ledger.</param>
/// <param name="Conflicts">Conflicts found.</param>
/// <param name="ConflictsByField">Conflicts by field.</param>
/// <param name="DecidedByRule">Differences that a rule decided, by rule.</param>
/// <param name="RejectsByCode">Why rows were held back, the most frequent reason first.</param>
/// <param name="Progress">Whole percent of the file that is behind us; 100 only when the run has finished.</param>
/// <param name="SecondsLeft">An estimate from the pace so far; null while there is none, and when the run has ended.</param>
/// <param name="QueuedAt">When it was queued.</param>
/// <param name="StartedAt">When it first ran.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Seconds">Seconds from start to end, or until now.</param>
/// <param name="RowsPerSecond">Pace.</param>
/// <param name="FailedFor">Why it failed, as a code.</param>
/// <param name="FailedBecause">The same in words.</param>
/// <param name="HeldFor">Why it waits for a second person, as a code.</param>
/// <param name="HeldBecause">The same in words.</param>
/// <param name="ReleasedBy">Who let it go on.</param>
/// <param name="Manifest">What the source promised and signed.</param>
public sealed record ShownImport(
    Guid Id, string System, ImportState State, string StartedBy, ImportRows Rows, ImportPlots Plots, int Conflicts,
    IReadOnlyDictionary<string, int> ConflictsByField, IReadOnlyDictionary<string, int> DecidedByRule,
    IReadOnlyList<ShownRejects> RejectsByCode, int Progress, int? SecondsLeft, Instant QueuedAt, Instant? StartedAt, Instant? FinishedAt,
    string? Seconds, string? RowsPerSecond, string? FailedFor, Sentence? FailedBecause, string? HeldFor, Sentence? HeldBecause,
    ImportRelease? ReleasedBy, SignedManifest? Manifest)
{
    /// <summary>As it is now.</summary>
    public static ShownImport Of(ImportRun run, Instant now)
    {
        var seconds = run.StartedAt is { } start ? ((run.FinishedAt ?? now) - start).TotalSeconds : (double?)null;
        return new(run.Id, run.System, run.State, run.Actor.Name, run.Rows, run.Plots, run.Conflicts, run.ConflictsByField,
            run.DecidedByRule, Rejects(run), ProgressOf(run), LeftOf(run, seconds), run.QueuedAt, run.StartedAt, run.FinishedAt,
            seconds?.ToString("F2", CultureInfo.InvariantCulture),
            seconds is > 0 ? (run.Rows.Read / seconds.Value).ToString("F0", CultureInfo.InvariantCulture) : null,
            run.FailedFor, run.FailedBecause, run.HeldFor, run.HeldBecause, run.ReleasedBy, run.Manifest);
    }

    /// <summary>Whether nothing more will happen unless somebody asks for it.</summary>
    public static bool Rests(ImportState state) => state is not (ImportState.Queued or ImportState.Running);

    private static ShownRejects[] Rejects(ImportRun run) =>
    [
        .. run.RejectsByCode.OrderByDescending(each => each.Value).ThenBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => new ShownRejects(each.Key, each.Value, IntakeCodes.Meaning(each.Key))),
    ];

    // What lies behind us may be the whole file long before the last batch is recorded.
    private static int ProgressOf(ImportRun run) =>
        run.State == ImportState.Finished ? 100
        : run.FileBytes > 0 ? (int)Math.Clamp(run.BytesRead * 100 / run.FileBytes, 0, 99)
        : 0;

    private static int? LeftOf(ImportRun run, double? seconds) =>
        run.State == ImportState.Running && seconds is > 0 && run.BytesRead > 0 && run.FileBytes > 0
            ? (int)Math.Min(Math.Ceiling(seconds.Value * Math.Max(0, run.FileBytes - run.BytesRead) / run.BytesRead), int.MaxValue)
            : null;
}
