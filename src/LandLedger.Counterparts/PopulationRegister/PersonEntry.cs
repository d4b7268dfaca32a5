using System.Globalization;
using System.Text.RegularExpressions;

namespace LandLedger.Counterparts.PopulationRegister;

/// <summary>A person as a seed file words it. Members beyond these are left alone.</summary>
internal sealed record SeededPerson(
    string? CitizenId, string? FullName, string? BirthDate, string? Sex, string? State = null, string? OldIdNumber = null);

/// <summary>A person as the register knows them.</summary>
/// <param name="CitizenId">12 digits, the key.</param>
/// <param name="OldIdNumber">9 digits of the former card; not unique across the country.</param>
/// <param name="NameKey">See <see cref="VietnameseName.Key"/>.</param>
/// <param name="Birth">yyyy-MM-dd, or yyyy where the register itself knows no more.</param>
/// <param name="Sex">male or female.</param>
/// <param name="Deceased">Whether a death is recorded.</param>
internal sealed partial record PersonEntry(
    string CitizenId, string? OldIdNumber, string NameKey, string Birth, string Sex, bool Deceased)
{
    private int BirthYear => int.Parse(Birth.AsSpan(0, 4), CultureInfo.InvariantCulture);

    /// <exception cref="InvalidDataException">A member is missing or malformed; the text names it by place, never by value.</exception>
    public static PersonEntry From(SeededPerson seeded, int place)
    {
        var birth = seeded.BirthDate ?? "";
        return new PersonEntry(
            Required(seeded.CitizenId is { } number && CitizenNumber().IsMatch(number) ? number : null, "citizenId", place),
            string.IsNullOrWhiteSpace(seeded.OldIdNumber) ? null : seeded.OldIdNumber.Trim(),
            Required(VietnameseName.Key(seeded.FullName ?? ""), "fullName", place),
            Required(Year().IsMatch(birth) || DateOnly.TryParseExact(birth, "yyyy-MM-dd", out _) ? birth : null, "birthDate", place),
            Required(SexOf(seeded.Sex), "sex", place),
            Required(seeded.State ?? "alive", "state", place) switch
            {
                "alive" => false,
                "deceased" => true,
                _ => throw Wrong("state", place),
            });
    }

    public bool HasName(VerificationRequest request) => NameKey == VietnameseName.Key(request.FullName);

    /// <summary>True also when the question tells no birth. Where either side knows the year only, years are compared.</summary>
    public bool HasBirth(VerificationRequest request) => request switch
    {
        { BirthDate: { } date } when Birth.Length == 10 => date == Birth,
        { BirthDate: { } date } => date.StartsWith(Birth, StringComparison.Ordinal),
        { BirthYear: { } year } => year == BirthYear,
        _ => true,
    };

    public bool HasSex(VerificationRequest request) => request.Sex is null || request.Sex == Sex;

    private static string? SexOf(string? said) => said?.Trim().ToUpperInvariant() switch
    {
        "MALE" or "NAM" => "male",
        "FEMALE" or "NỮ" => "female",
        _ => null,
    };

    private static string Required(string? value, string member, int place) =>
        string.IsNullOrEmpty(value) ? throw Wrong(member, place) : value;

    private static InvalidDataException Wrong(string member, int place) => new($"person {place}: {member} is missing or malformed");

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex CitizenNumber();

    [GeneratedRegex(@"^[0-9]{4}\z")]
    private static partial Regex Year();
}
