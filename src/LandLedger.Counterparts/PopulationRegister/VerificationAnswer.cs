namespace LandLedger.Counterparts.PopulationRegister;

/// <summary>What the register says. It repeats nothing about the person, not even what was sent.</summary>
/// <param name="RequestId">The question this answers.</param>
/// <param name="Answer">match, mismatch, unknown, deceased or ambiguous.</param>
/// <param name="DifferingFields">Which of fullName, birthDate and sex disagree with the entry.</param>
/// <param name="Score">How much agreed, 0 to 100.</param>
/// <param name="CheckedAt">When the register looked, UTC.</param>
internal sealed record VerificationAnswer(string RequestId, string Answer, string[] DifferingFields, int Score, DateTime CheckedAt)
{
    public const string Match = "match";
    public const string Mismatch = "mismatch";
    public const string Unknown = "unknown";
    public const string Deceased = "deceased";
    public const string Ambiguous = "ambiguous";
}
