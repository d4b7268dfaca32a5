namespace LandLedger.Counterparts.PopulationRegister;

/// <summary>How the register decides. Pure: a question and the people found by its number give the verdict.</summary>
internal static class Matching
{
    private const int ByCitizenId = 40;
    private const int ByOldIdNumber = 30;
    private const int Name = 30;
    private const int FullBirth = 25;
    private const int BirthYearOnly = 15;
    private const int SexAgrees = 5;

    internal sealed record Verdict(string Answer, string[] DifferingFields, int Score);

    /// <param name="request">The question.</param>
    /// <param name="found">The people who carry its number: at most one for a citizen ID, any number for an old one.</param>
    public static Verdict Decide(VerificationRequest request, IReadOnlyList<PersonEntry> found)
    {
        if (found.Count == 0)
        {
            return new Verdict(VerificationAnswer.Unknown, [], 0);
        }
        var fitting = found.Count == 1 ? found : [.. found.Where(person => person.HasName(request) && person.HasBirth(request))];
        if (fitting.Count != 1)
        {
            return new Verdict(VerificationAnswer.Ambiguous, [], 0);
        }
        var entry = fitting[0];
        var differing = Differing(request, entry);
        var answer = entry.Deceased ? VerificationAnswer.Deceased
            : differing.Length > 0 ? VerificationAnswer.Mismatch
            : VerificationAnswer.Match;
        return new Verdict(answer, differing, Score(request, entry));
    }

    private static string[] Differing(VerificationRequest request, PersonEntry entry)
    {
        (string Field, bool Agrees)[] compared =
        [
            ("fullName", entry.HasName(request)), ("birthDate", entry.HasBirth(request)), ("sex", entry.HasSex(request)),
        ];
        return [.. compared.Where(each => !each.Agrees).Select(each => each.Field)];
    }

    // What was not asked adds nothing: a match on less evidence scores lower than one on all of it.
    private static int Score(VerificationRequest request, PersonEntry entry)
    {
        var birth = request switch
        {
            { BirthDate: not null } when entry.Birth.Length == 10 => FullBirth,
            { BirthDate: not null } or { BirthYear: not null } => BirthYearOnly,
            _ => 0,
        };
        return (request.CitizenId is not null ? ByCitizenId : ByOldIdNumber)
            + (entry.HasName(request) ? Name : 0)
            + (entry.HasBirth(request) ? birth : 0)
            + (request.Sex is not null && entry.HasSex(request) ? SexAgrees : 0);
    }
}
