namespace LandLedger.Tests.Tidy;

/// <summary>Which types are folded from events, and so must come out the same whenever they are folded again.</summary>
public static class Views
{
    /// <summary>The types, with the parts that hold their rules.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["Plot", "PlotCard", "CardQuality", "CardHolder", "CardConflict", "CardDocument", "CardSource", "AuditTrail", "TrailRow", "PlotStory"];
}
