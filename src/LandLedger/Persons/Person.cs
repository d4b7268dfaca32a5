using NodaTime;

namespace LandLedger.Persons;

/// <summary>What kind of holder a person is (VBDLIS holder kinds 0, 2, 3, 4; spouses and co-users are several holders).</summary>
public enum PersonKind
{
    /// <summary>Cá nhân: a natural person.</summary>
    Individual,

    /// <summary>Hộ gia đình: a household, named after its head on old certificates.</summary>
    Household,

    /// <summary>Tổ chức: an organisation or state body.</summary>
    Organisation,

    /// <summary>Cộng đồng dân cư: a residential or religious community.</summary>
    Community,
}

/// <summary>Sex as recorded in civil status.</summary>
public enum Sex
{
    /// <summary>Nam.</summary>
    Male,

    /// <summary>Nữ.</summary>
    Female,
}

/// <summary>
/// A person in clear. Lives only between the vault and an answer that may show it; never in an event, a message, a log or a URL.
/// </summary>
public sealed record Person
{
    /// <summary>Natural person, household, organisation or community.</summary>
    public required PersonKind Kind { get; init; }

    /// <summary>Full name as printed on the source.</summary>
    public required string FullName { get; init; }

    /// <summary>Birth date, where it is known to the day.</summary>
    public LocalDate? BirthDate { get; init; }

    /// <summary>Birth year, where only the year is known.</summary>
    public int? BirthYear { get; init; }

    /// <summary>Sex, where the source says.</summary>
    public Sex? Sex { get; init; }

    /// <summary>Personal identification number, 12 digits (Law on Identification 26/2023/QH15 art. 12).</summary>
    public string? CitizenId { get; init; }

    /// <summary>Number of the old identity card, 9 digits as a rule; not unique across the country.</summary>
    public string? OldIdNumber { get; init; }

    /// <summary>Address of residence as printed.</summary>
    public string? Address { get; init; }

    /// <summary>Enterprise or tax code, or the number of the founding decision.</summary>
    public string? OrganisationId { get; init; }

    internal int? YearOfBirth => BirthDate?.Year ?? BirthYear;

    /// <summary>Never the values.</summary>
    public override string ToString() => "***";
}
