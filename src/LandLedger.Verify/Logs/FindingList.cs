using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Logs;

/// <summary>Findings of a large log: of each weight only so many are kept, so that a ruined log still ends in a verdict.</summary>
internal sealed class FindingList
{
    /// <summary>How many findings of one weight are listed.</summary>
    public const int Most = 1000;

    private readonly List<Finding> findings = [];
    private readonly Dictionary<Outcome, int> kept = [];
    private long left;

    public void Add(Finding finding)
    {
        var count = kept.GetValueOrDefault(finding.Weight);
        if (count == Most)
        {
            left++;
            return;
        }

        kept[finding.Weight] = count + 1;
        findings.Add(finding);
    }

    public IReadOnlyList<Finding> All() => left == 0 ? findings : [.. findings, new(LogFindingCodes.MoreFindings, left)];
}
