using LandLedger.Audit;
using NodaTime;

namespace LandLedger.Replay;

/// <summary>A rebuild as a client sees it.</summary>
/// <param name="Id">The rebuild.</param>
/// <param name="View">Name of the view.</param>
/// <param name="State">Where it stands.</param>
/// <param name="StartedBy">Who started it, when and why.</param>
/// <param name="Share">For a patrol, its share of the plots, such as <c>3/28</c>.</param>
/// <param name="Expected">Members that were expected to differ.</param>
/// <param name="Plots">Plots there were at the start.</param>
/// <param name="Rows">Rows of the present step so far.</param>
/// <param name="Events">Events folded so far.</param>
/// <param name="Progress">Whole percent of the present step; 100 when nothing is left to do.</param>
/// <param name="RowsPerSecond">Pace of the present step.</param>
/// <param name="SecondsLeft">Until the present step ends; null while that is not known.</param>
/// <param name="BeganAt">When it first ran.</param>
/// <param name="FinishedAt">When it came to rest.</param>
/// <param name="Report">What the comparison found; null before.</param>
/// <param name="ApprovedBy">Who approved the switch.</param>
/// <param name="AcceptedUnexplained">Why differences that nobody expected were accepted.</param>
/// <param name="SwitchMilliseconds">How long writers waited at the switch.</param>
/// <param name="FailedFor">Why it failed, as a code.</param>
/// <param name="FailedBecause">The same in words.</param>
public sealed record ShownRebuild(
    Guid Id, string View, RebuildState State, RebuildActor StartedBy, string? Share, string[] Expected, long Plots, long Rows, long Events, int Progress,
    long RowsPerSecond, int? SecondsLeft, Instant? BeganAt, Instant? FinishedAt, ComparedView? Report, RebuildActor? ApprovedBy,
    string? AcceptedUnexplained, int? SwitchMilliseconds, string? FailedFor, Sentence? FailedBecause)
{
    /// <summary>As it is now.</summary>
    public static ShownRebuild Of(Rebuild rebuild, RebuildProgress progress)
    {
        var here = progress.Rebuild == rebuild.Id && rebuild.State is RebuildState.Building or RebuildState.Comparing;
        var rests = rebuild.State is RebuildState.Ready or RebuildState.Switched or RebuildState.Clean or RebuildState.Found
            or RebuildState.Repaired;
        return new(rebuild.Id, rebuild.View, rebuild.State, rebuild.StartedBy,
            rebuild.Share is { } share ? FormattableString.Invariant($"{share.Number}/{share.Of}") : null, rebuild.Expected,
            rebuild.Plots, here ? progress.Rows : 0,
            here ? progress.Events : 0, rests ? 100 : here ? progress.Percent : 0, here ? progress.RowsPerSecond : 0,
            here ? progress.SecondsLeft : null, rebuild.BeganAt, rebuild.FinishedAt, rebuild.Compared, rebuild.ApprovedBy,
            rebuild.AcceptedUnexplained, rebuild.SwitchMilliseconds, rebuild.FailedFor, rebuild.FailedBecause);
    }
}
