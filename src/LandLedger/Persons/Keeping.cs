using System.Text;

namespace LandLedger.Persons;

/// <summary>A person as the vault holds it, while a batch is decided.</summary>
/// <param name="id">Its identity.</param>
/// <param name="person">Its values.</param>
/// <param name="stored">Its row as it was read, to notice when somebody else completes it meanwhile; null when new.</param>
/// <param name="nameKey">Its name as names are compared.</param>
internal sealed class KeptPerson(Guid id, Person person, StoredPerson? stored, string nameKey)
{
    public Guid Id => id;

    public StoredPerson? Stored => stored;

    public bool IsNew => stored is null;

    public Person Person { get; set; } = person;

    /// <summary>Numbers learned in this batch, for the index.</summary>
    public List<IndexToken> NewTokens { get; } = [];

    /// <summary>Gaps were filled in this batch.</summary>
    public bool Completed { get; set; }

    public string NameKey => nameKey;

    /// <summary>The name is listed with the birth year, so a year learned lists it again.</summary>
    public bool ListName => IsNew || Person.YearOfBirth != yearBefore;

    private readonly int? yearBefore = person.YearOfBirth;
}

/// <summary>
/// Decides, for one record after the other, whether it is somebody the vault knows. Pure: no clock, no database, no keys of its own.
/// </summary>
/// <param name="numbersOf">Tokens of a person's numbers.</param>
/// <remarks>
/// Somebody is known when a number agrees (personal, old or organisation's), the kind and the name agree, and no birth year and no
/// personal number contradict. What the vault lacks is then filled in from the record; what it has is never overwritten. Name and birth
/// year alone never make two records one person.
/// </remarks>
internal sealed class Keeping(Func<Person, List<IndexToken>> numbersOf)
{
    private readonly Dictionary<IndexToken, List<KeptPerson>> known = [];

    public List<KeptPerson> Touched { get; } = [];

    public void Know(IndexToken token, KeptPerson person)
    {
        if (!known.TryGetValue(token, out var holders))
        {
            known[token] = holders = [];
        }

        holders.Add(person);
    }

    public Kept Keep(Person record, IReadOnlyList<IndexToken> numbers)
    {
        var nameKey = PersonName.ComparisonKey(record.FullName);
        SortedSet<string>? findings = null;
        KeptPerson? same = null;
        foreach (var number in numbers)
        {
            foreach (var holder in known.GetValueOrDefault(number, []))
            {
                if (holder.Person.Kind != record.Kind)
                {
                    continue;
                }

                var clash = Clash(holder, record, nameKey, number.Kind);
                if (clash is not null)
                {
                    (findings ??= new(StringComparer.Ordinal)).Add(clash);
                }
                else
                {
                    same ??= holder;
                }
            }
        }

        if (same is null)
        {
            same = new KeptPerson(Guid.NewGuid(), record, stored: null, nameKey);
            Learn(same, numbers);
            Touched.Add(same);
            return new Kept(same.Id, true, [.. findings ?? []]);
        }

        if (!SameDetails(same.Person, record))
        {
            (findings ??= new(StringComparer.Ordinal)).Add(KeepFinding.DetailsDiffer);
        }

        Complete(same, record, numbers);
        return new Kept(same.Id, false, [.. findings ?? []]);
    }

    /// <summary>Normal form of what is stored: NFC, no space at the ends, nothing instead of blanks, digits only in numbers.</summary>
    public static Person Clean(Person person) => person with
    {
        FullName = Text(person.FullName) ?? throw new ArgumentException("A person has a name.", nameof(person)),
        CitizenId = BlindIndex.Digits(person.CitizenId) ?? Text(person.CitizenId),
        OldIdNumber = BlindIndex.Digits(person.OldIdNumber) ?? Text(person.OldIdNumber),
        Address = Text(person.Address),
        OrganisationId = Text(person.OrganisationId),
    };

    private static string? Clash(KeptPerson holder, Person record, string nameKey, string numberKind)
    {
        var sameName = string.Equals(holder.NameKey, nameKey, StringComparison.Ordinal);
        var sameYear = Agree(holder.Person.YearOfBirth, record.YearOfBirth);
        return numberKind switch
        {
            BlindIndex.CitizenNumber when !sameName => KeepFinding.CitizenIdUnderAnotherName,
            BlindIndex.CitizenNumber when !sameYear => KeepFinding.CitizenIdUnderAnotherBirthYear,
            BlindIndex.OldNumber when !sameName || !sameYear || !Agree(holder.Person.CitizenId, record.CitizenId) =>
                KeepFinding.OldIdUnderAnotherPerson,
            BlindIndex.OrganisationNumber when !sameName => KeepFinding.OrganisationIdUnderAnotherName,
            _ => null,
        };
    }

    private static bool SameDetails(Person one, Person other) =>
        Agree(one.BirthDate, other.BirthDate) && Agree(one.Sex, other.Sex) && Agree(one.Address, other.Address)
        && Agree(one.OldIdNumber, other.OldIdNumber) && Agree(one.OrganisationId, other.OrganisationId);

    private void Complete(KeptPerson kept, Person record, IReadOnlyList<IndexToken> numbers)
    {
        var before = kept.Person;
        kept.Person = before with
        {
            BirthDate = before.BirthDate ?? record.BirthDate,
            BirthYear = before.BirthYear ?? record.BirthYear,
            Sex = before.Sex ?? record.Sex,
            CitizenId = before.CitizenId ?? record.CitizenId,
            OldIdNumber = before.OldIdNumber ?? record.OldIdNumber,
            Address = before.Address ?? record.Address,
            OrganisationId = before.OrganisationId ?? record.OrganisationId,
        };
        if (kept.Person == before)
        {
            return;
        }

        // A number that was not taken over must not lead here.
        Learn(kept, [.. numbers.Intersect(numbersOf(kept.Person))]);
        if (!kept.IsNew && !kept.Completed)
        {
            kept.Completed = true;
            Touched.Add(kept);
        }
    }

    private void Learn(KeptPerson person, IReadOnlyList<IndexToken> numbers)
    {
        foreach (var number in numbers)
        {
            if (!known.TryGetValue(number, out var holders) || !holders.Contains(person))
            {
                Know(number, person);
                person.NewTokens.Add(number);
            }
        }
    }

    private static bool Agree<T>(T? one, T? other) => one is null || other is null || EqualityComparer<T>.Default.Equals(one, other);

    private static string? Text(string? value) =>
        string.IsNullOrWhiteSpace(value) ? null : value.Trim().Normalize(NormalizationForm.FormC);
}
