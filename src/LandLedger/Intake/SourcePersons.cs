using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Sources;
using LandLedger.Sources.CodeLists;

namespace LandLedger.Intake;

/// <summary>Persons of a source record, as the vault knows persons.</summary>
public static class SourcePersons
{
    /// <summary>A holder as a person.</summary>
    public static Person ForVault(SourceHolder holder) => new()
    {
        Kind = Enum.TryParse<PersonKind>(holder.Kind, true, out var kind) ? kind : PersonKind.Individual,
        FullName = holder.FullName,
        BirthDate = holder.BirthDate,
        BirthYear = holder.BirthYear,
        Sex = Enum.TryParse<Sex>(holder.Sex, true, out var sex) ? sex : null,
        CitizenId = holder.CitizenId,
        OldIdNumber = holder.OldIdNumber,
        Address = holder.Address,
        OrganisationId = holder.OrganisationId,
    };

    /// <summary>The role under which a holder is recorded: spouses and the head of a household own, others keep their role.</summary>
    public static HolderRole Role(SourceHolder holder) => holder.Role switch
    {
        "representative" => HolderRole.Representative,
        "member" => HolderRole.Member,
        "manager" => HolderRole.Manager,
        _ => HolderRole.Owner,
    };

    /// <summary>Whether a source means a person of the vault: same name, no contradiction in year and number.</summary>
    public static bool Same(Person person, SourceHolder holder) =>
        VietnameseText.Key(person.FullName) == VietnameseText.Key(holder.FullName)
        && Agree(person.BirthDate?.Year ?? person.BirthYear, holder.BirthDate?.Year ?? holder.BirthYear)
        && (person.CitizenId is null || holder.CitizenId is null || person.CitizenId == holder.CitizenId);

    private static bool Agree(int? one, int? other) => one is null || other is null || one == other;
}
