using System.Globalization;
using System.Text.RegularExpressions;

namespace LandLedger.Counterparts.PopulationRegister;

/// <summary>Is this person who the paper says? Either number finds the entry; the rest is compared with it.</summary>
internal sealed partial record VerificationRequest(
    string RequestId, string FullName, string? CitizenId = null, string? OldIdNumber = null,
    string? BirthDate = null, int? BirthYear = null, string? Sex = null)
{
    /// <summary>The refusal for a question that cannot be asked; null when it can.</summary>
    public IResult? Refused() => this switch
    {
        { RequestId: { } id } when !PlainId().IsMatch(id) =>
            Refusal.As(400, "request-id-malformed", "requestId is 1 to 100 letters, digits, '.', ':', '_' or '-'"),
        { CitizenId: null, OldIdNumber: null } => Refusal.As(400, "identifier-missing", "citizenId or oldIdNumber is needed"),
        { CitizenId: { } number } when !TwelveDigits().IsMatch(number) =>
            Refusal.As(400, "citizen-id-malformed", "citizenId is 12 digits"),
        { OldIdNumber: { } number } when !NineDigits().IsMatch(number) =>
            Refusal.As(400, "old-id-number-malformed", "oldIdNumber is 9 digits"),
        { FullName: var name } when VietnameseName.Key(name).Length == 0 =>
            Refusal.As(400, "full-name-missing", "fullName is needed"),
        { BirthDate: not null, BirthYear: not null } =>
            Refusal.As(400, "birth-twice", "birthDate or birthYear, not both"),
        { BirthDate: { } date } when !IsDate(date) =>
            Refusal.As(400, "birth-date-malformed", "birthDate is yyyy-MM-dd"),
        { BirthYear: < 1850 or > 2200 } => Refusal.As(400, "birth-year-malformed", "birthYear is a year"),
        { Sex: not (null or "male" or "female") } => Refusal.As(400, "sex-malformed", "sex is male or female"),
        _ => null,
    };

    private static bool IsDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(@"^[A-Za-z0-9._:-]{1,100}\z")]
    private static partial Regex PlainId();

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex TwelveDigits();

    [GeneratedRegex(@"^[0-9]{9}\z")]
    private static partial Regex NineDigits();
}
