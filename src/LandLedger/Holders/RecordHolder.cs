using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Sources.CodeLists;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Wolverine.Http;
using Wolverine.Marten;

namespace LandLedger.Holders;

/// <summary>Record who holds the plot. The person goes to the vault; the event knows an id.</summary>
/// <param name="Person">Who.</param>
/// <param name="Role">In what role.</param>
/// <param name="Share">Share of the right, such as <c>1/2</c>.</param>
/// <param name="EffectiveOn">When it took effect.</param>
/// <param name="Instrument">The paper relied on.</param>
/// <param name="Reason">Why.</param>
public sealed record RecordHolder(
    WrittenPerson Person, HolderRole Role, string Share, LocalDate EffectiveOn, string Instrument, string Reason) : IHaveReason;

/// <summary>A person as a client writes one. Never logged, never stored outside the vault.</summary>
public sealed record WrittenPerson(
    PersonKind Kind, string FullName, LocalDate? BirthDate = null, int? BirthYear = null, Sex? Sex = null, string? CitizenId = null,
    string? OldIdNumber = null, string? Address = null, string? OrganisationId = null)
{
    /// <summary>The person for the vault.</summary>
    public Person ForVault() => new()
    {
        Kind = Kind, FullName = FullName, BirthDate = BirthDate, BirthYear = BirthYear, Sex = Sex, CitizenId = CitizenId,
        OldIdNumber = OldIdNumber, Address = Address, OrganisationId = OrganisationId,
    };

    /// <inheritdoc />
    public override string ToString() => "***";
}

/// <summary>POST /plots/{plot}/holders.</summary>
public static class RecordHolderEndpoint
{
    /// <summary>Faults of the body, then whether the right has room for the share.</summary>
    public static ProblemDetails Validate(RecordHolder command, Plot plot)
    {
        var errors = new FieldErrors();
        PersonRules.Check(errors, "person", command.Person);
        var share = Holders.Share.Parse(command.Share ?? "");
        errors.Require(share is not null, "share", "share-form");
        FreeText.Check(errors, "instrument", command.Instrument);
        PlotRules.Effect(errors, "effectiveOn", command.EffectiveOn);
        if (!errors.None)
            return Refusal.Invalid(errors);

        var taken = plot.Holders.Where(holder => holder.Role == HolderRole.Owner)
            .Aggregate(Holders.Share.None, (sum, holder) => sum + holder.Share);
        return command.Role == HolderRole.Owner && (taken + share!.Value).ExceedsOne
            ? Refusal.Because("shares-exceed-one")
            : WolverineContinue.NoProblems;
    }

    /// <summary>Keeps the person first: a crash before the event leaves at most an orphan in the vault.</summary>
    public static Task<Kept> LoadAsync(RecordHolder command, PersonVault vault, CancellationToken cancellation) =>
        vault.KeepAsync(command.Person.ForVault(), cancellation);

    /// <summary>One person holds a plot once in each role.</summary>
    public static ProblemDetails Before(RecordHolder command, Plot plot, Kept kept) =>
        plot.Holders.Any(holder => holder.PersonId == kept.PersonId && holder.Role == command.Role)
            ? Refusal.Because("holder-already-recorded")
            : WolverineContinue.NoProblems;

    /// <summary>Appends the holder. What is odd about the ID number is kept as a finding and told to the client.</summary>
    [WolverinePost("/api/v1/plots/{plot}/holders"), Permission(Permissions.ChangePlots, Scope.Plot)]
    public static (PlotChanged, HolderRecorded) Post(RecordHolder command, [WriteAggregate("plot")] Plot plot, Kept kept)
    {
        var holderId = Guid.CreateVersion7();
        string[] findings = [.. kept.Findings.Concat(PersonRules.Findings(command.Person.ForVault())).Distinct()];
        var recorded = new HolderRecorded(
            holderId, kept.PersonId, command.Person.Kind, command.Role, Holders.Share.Parse(command.Share)!.Value.ToString(), findings,
            command.EffectiveOn, command.Instrument.Normalize());
        return (PlotChanged.By(1, plot, holderId, findings.Length == 0 ? null : findings), recorded);
    }
}

/// <summary>The rules of a written person, and the findings about an ID number.</summary>
public static class PersonRules
{
    /// <summary>Notes what is wrong with a person's form. Clashes between ID number and person are findings, not faults.</summary>
    public static void Check(FieldErrors errors, string path, WrittenPerson person)
    {
        errors.Require(!string.IsNullOrWhiteSpace(person.FullName), $"{path}.fullName", "required");
        errors.Require(person.FullName is not { Length: > 200 }, $"{path}.fullName", "too-long");
        errors.Require(!(person.FullName ?? "").Any(char.IsControl), $"{path}.fullName", "control-character");
        errors.Require(person.CitizenId is null || CitizenId.IsWellFormed(person.CitizenId), $"{path}.citizenId", "citizen-id-form");
        errors.Require(person.OldIdNumber is null || (person.OldIdNumber.Length == 9 && person.OldIdNumber.All(char.IsAsciiDigit)),
            $"{path}.oldIdNumber", "old-id-form");
        errors.Require((person.BirthDate?.Year ?? person.BirthYear) is not { } year || year is >= 1850 and <= 2099,
            $"{path}.birthDate", "date-out-of-range");
        errors.Require(person.Address is not { Length: > FreeText.MaxLength }, $"{path}.address", "too-long");
    }

    /// <summary>Codes of what is odd about an ID number (Decree 137/2015/NĐ-CP art. 13).</summary>
    public static IEnumerable<string> Findings(Person person) =>
        CitizenId.Check(person.CitizenId, person.BirthDate, person.BirthYear, person.Sex,
            prefix => CitizenIdPrefixes.ProvinceOf(prefix) is not null)
            .Select(finding => finding.Code);
}
