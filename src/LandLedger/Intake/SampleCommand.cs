namespace LandLedger.Intake;

/// <summary>Placeholder.</summary>
public static class SampleCommand
{
    /// <summary>Placeholder.</summary>
    public static int Run(string[] args) => args.Length;
}
