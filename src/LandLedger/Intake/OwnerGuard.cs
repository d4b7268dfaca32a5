namespace LandLedger.Intake;

/// <summary>A run whose file contradicts the owners of too many plots stops until a second person has looked at it.</summary>
/// <param name="share">Of the plots that the file shares with the ledger, the share whose owners may differ; settings:
/// <c>Intake:OwnerChangeLimit</c>, 0.1 when not set.</param>
/// <param name="plots">From how many shared plots on the share says something; settings: <c>Intake:OwnerChangeFrom</c>, 200 when not
/// set.</param>
internal sealed class OwnerGuard(double share, int plots)
{
    /// <summary>As the settings say.</summary>
    public static OwnerGuard Of(IConfiguration settings) =>
        new(settings.GetValue("Intake:OwnerChangeLimit", 0.1), settings.GetValue("Intake:OwnerChangeFrom", 200));

    /// <summary>Lets a run pass that stays below the limit, or was released.</summary>
    /// <exception cref="OwnersWouldChangeException">It does not.</exception>
    public void Check(ImportRun run)
    {
        var shared = run.Plots.Changed + run.Plots.Unchanged;
        if (run.ReleasedBy is null && shared >= plots && run.OwnersDiffer > shared * share)
            throw new OwnersWouldChangeException(run.OwnersDiffer, shared);
    }
}

/// <summary>A run differs from the ledger in too many owners.</summary>
public sealed class OwnersWouldChangeException(int differ, int of)
    : Exception($"The owners of {differ} of {of} plots differ from the ledger.")
{
    /// <summary>Plots whose owners differ, the refused batch included.</summary>
    public int Differ { get; } = differ;

    /// <summary>Plots that the file shares with the ledger.</summary>
    public int Of { get; } = of;
}
