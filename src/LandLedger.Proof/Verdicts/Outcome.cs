namespace LandLedger.Proof.Verdicts;

/// <summary>What a check came to. The numbers are the exit codes of <c>ledger-verify</c>, mildest first.</summary>
public enum Outcome
{
    /// <summary>Everything that was shown holds.</summary>
    Sound = 0,

    /// <summary>Something was changed, forged or taken out.</summary>
    Altered = 1,

    /// <summary>Nothing wrong was found, and something could not be judged.</summary>
    Incomplete = 2,

    /// <summary>What was given cannot be read.</summary>
    BadInput = 3,
}
