using System.Globalization;
using LandLedger.Sources;
using NodaTime;

namespace LandLedger.Communes;

/// <summary>A reorganisation as a client sees it.</summary>
/// <param name="Id">The reorganisation.</param>
/// <param name="Reverses">The one that it takes back.</param>
/// <param name="State">Where it stands.</param>
/// <param name="CommuneCodes">Which list the left side of the table is under.</param>
/// <param name="Table">Name of the reference table's file.</param>
/// <param name="Sha256">SHA-256 of it.</param>
/// <param name="Rows">Rows of it.</param>
/// <param name="Resolution">The resolution relied on.</param>
/// <param name="EffectiveOn">When it took effect.</param>
/// <param name="Reason">Why it is proposed.</param>
/// <param name="ProposedBy">Name of who proposed it.</param>
/// <param name="ProposedAt">When.</param>
/// <param name="ApprovedBy">Name of who approved it.</param>
/// <param name="ApprovedAt">When.</param>
/// <param name="ApprovedBecause">Why.</param>
/// <param name="Examined">What the dry run counted.</param>
/// <param name="Done">What has been done.</param>
/// <param name="FindingsByCode">What is odd about the table, by code.</param>
/// <param name="Findings">The first findings in full.</param>
/// <param name="Progress">Whole percent; 100 only when it has finished.</param>
/// <param name="StartedAt">When the renumbering began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="PlotsPerSecond">Pace of the renumbering.</param>
/// <param name="FailedFor">Why it failed, as a code.</param>
public sealed record ShownReorganisation(
    Guid Id, Guid? Reverses, ReorganisationState State, CommuneCodes CommuneCodes, string Table, string Sha256, int Rows, string Resolution,
    LocalDate EffectiveOn, string Reason, string ProposedBy, Instant ProposedAt, string? ApprovedBy, Instant? ApprovedAt,
    string? ApprovedBecause, RenumberingTally Examined, RenumberingTally Done, SortedDictionary<string, int> FindingsByCode,
    TableFinding[] Findings, int Progress, Instant? StartedAt, Instant? FinishedAt, string? PlotsPerSecond, string? FailedFor)
{
    /// <summary>As it is now.</summary>
    public static ShownReorganisation Of(Reorganisation run)
    {
        var until = run.FinishedAt ?? SystemClock.Instance.GetCurrentInstant();
        var seconds = run.StartedAt is { } start ? (until - start).TotalSeconds : 0;
        return new(run.Id, run.Reverses, run.State, run.CommuneCodes, run.TableName, run.TableSha256, run.TableRows, run.Resolution,
            run.EffectiveOn, run.Reason, run.ProposedBy.Name, run.ProposedAt, run.Approval?.By.Name, run.Approval?.At, run.Approval?.Reason,
            run.Examined, run.Done, run.FindingsByCode, run.Findings, ProgressOf(run), run.StartedAt, run.FinishedAt,
            seconds > 0 ? (run.Done.Move / seconds).ToString("F0", CultureInfo.InvariantCulture) : null, run.FailedFor);
    }

    private static int ProgressOf(Reorganisation run) =>
        run.State == ReorganisationState.Finished ? 100
        : run.Approval is not null && run.Examined.Plots > 0 ? (int)Math.Clamp(run.Done.Plots * 100L / run.Examined.Plots, 0, 99)
        : 0;
}
