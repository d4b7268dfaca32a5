namespace LandLedger.Proof.Verdicts;

/// <summary>What came of a check.</summary>
/// <param name="Findings">What was found, remarks included.</param>
public sealed record Verdict(IReadOnlyList<Finding> Findings)
{
    /// <summary>The checkpoint everything was held against; null when none could be read. Trusted only if the outcome is.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>How many of the trusted witnesses cosigned that checkpoint.</summary>
    public int Cosigned { get; init; }

    /// <summary>How many events or leaves were looked at.</summary>
    public long Checked { get; init; }

    /// <summary>The whole in one word: a change weighs most, then what cannot be read, then what cannot be judged.</summary>
    public Outcome Outcome =>
        Has(Outcome.Altered) ? Outcome.Altered
        : Has(Outcome.BadInput) ? Outcome.BadInput
        : Has(Outcome.Incomplete) ? Outcome.Incomplete
        : Outcome.Sound;

    private bool Has(Outcome weight) => Findings.Any(finding => finding.Weight == weight);
}
