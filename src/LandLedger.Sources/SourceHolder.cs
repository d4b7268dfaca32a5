using NodaTime;

namespace LandLedger.Sources;

/// <summary>A person or organisation as a source names it. Printing it shows no personal data.</summary>
/// <param name="Kind"><c>individual</c>, <c>organisation</c>, <c>household</c> or <c>community</c>.</param>
/// <param name="Role"><c>owner</c>, <c>spouse</c>, <c>household-head</c>, <c>representative</c> or <c>member</c>.</param>
/// <param name="FullName">Name as written, in composed form.</param>
/// <param name="BirthDate">Day of birth, if a full date is stated.</param>
/// <param name="BirthYear">Year of birth, if a date or a year is stated.</param>
/// <param name="Sex"><c>male</c> or <c>female</c>.</param>
/// <param name="CitizenId">Citizen ID as stated; its form is judged later.</param>
/// <param name="OldIdNumber">A nine-digit number of the older identity card.</param>
/// <param name="Address">Permanent address as written.</param>
/// <param name="OrganisationId">Number of the organisation that holds, or that the person speaks for.</param>
/// <param name="Share">Part of the right as a fraction in lowest terms, such as <c>1/2</c>; null if the source states none.</param>
public sealed record SourceHolder(
    string Kind,
    string Role,
    string FullName,
    LocalDate? BirthDate,
    int? BirthYear,
    string? Sex,
    string? CitizenId,
    string? OldIdNumber,
    string? Address,
    string? OrganisationId,
    string? Share = null)
{
    /// <summary>Shows kind and role only.</summary>
    public override string ToString() => $"SourceHolder {Kind} {Role} ***";
}
