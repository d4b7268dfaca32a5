using System.Globalization;
using LandLedger.Sources.Rows;
using NodaTime;

namespace LandLedger.Sources.Samples;

/// <summary>A made-up person: what papers state, and what the population register knows.</summary>
internal sealed record SamplePerson
{
    public required string Name { get; init; }

    public required LocalDate Birth { get; init; }

    public required bool Male { get; init; }

    /// <summary>The citizen ID in the register.</summary>
    public required string CitizenId { get; init; }

    /// <summary>The citizen ID on paper; null if only an old card was used.</summary>
    public required string? StatedId { get; init; }

    public string? OldId { get; init; }

    /// <summary>What the register answers: match, mismatch, unknown, deceased, ambiguous.</summary>
    public required string State { get; init; }

    /// <summary>The name in the register.</summary>
    public required string RegisterName { get; init; }

    /// <summary>The birth date in the register.</summary>
    public required LocalDate RegisterBirth { get; init; }

    /// <summary>The sex in the register.</summary>
    public required bool RegisterMale { get; init; }

    /// <summary>The field that differs between paper and register, or null.</summary>
    public string? Differs { get; init; }

    public required string Role { get; init; }

    /// <inheritdoc/>
    public override string ToString() => "SamplePerson ***";
}

/// <summary>Those who hold a plot together.</summary>
internal sealed record SampleHousehold(
    string Kind, SamplePerson[] People, string? Organisation, string? OrganisationId, string Address)
{
    // Shares of birth provinces: mostly the three parts of the present province.
    private static readonly (string, double)[] Prefixes =
        [("068", 80), ("060", 4), ("067", 3), ("052", 2), ("042", 2), ("040", 2), ("036", 2), ("049", 2), ("046", 2), ("079", 1)];

    /// <summary>The household with this number.</summary>
    public static SampleHousehold Make(SampleOptions options, int number)
    {
        var random = new SampleRandom(options.Seed, "household", number);
        var address = $"Tổ dân phố {random.Between(1, 40)}, {CodeLists.Communes.Find(options.Commune)!.Name}, tỉnh Lâm Đồng";
        var draw = random.Share();
        var kind = draw < options.Organisations ? Holders.Organisation
            : draw < options.Organisations + options.Households ? Holders.Household
            : Holders.Individual;
        var isCouple = kind == Holders.Individual && random.Share() < options.Couples / (1 - options.Organisations - options.Households);
        var hasMember = kind == Holders.Household && random.Below(3) == 0;

        var ownerIsMale = isCouple || random.Below(2) == 0;
        var role = kind == Holders.Organisation ? Holders.Representative
            : kind == Holders.Household ? Holders.HouseholdHead
            : isCouple ? Holders.Spouse : Holders.Owner;
        var owner = Owner(options, random, number, ownerIsMale, role);
        SamplePerson[] people = isCouple || hasMember
            ? [owner, Person(random, (2 * number) + 1, !ownerIsMale, isCouple ? Holders.Spouse : Holders.Member)]
            : [owner];

        return kind == Holders.Organisation
            ? new SampleHousehold(kind, people, SampleNames.Organisation(random), TaxCode(random), address)
            : new SampleHousehold(kind, people, null, null, address);
    }

    /// <summary>The first person, with whom something may be wrong.</summary>
    private static SamplePerson Owner(SampleOptions options, SampleRandom random, int number, bool male, string role)
    {
        var owner = Person(random, 2 * number, male, role);
        var draw = random.Share() - options.WrongIds;
        if (draw < 0)
            return owner with { StatedId = WrongId(random, owner.CitizenId), State = "unknown" };
        if ((draw -= options.Mismatches) < 0)
            return Mismatched(random, owner);
        if ((draw -= options.Deceased) < 0)
            return owner with { State = "deceased" };
        return draw - options.Ambiguous < 0
            ? owner with { State = "ambiguous", StatedId = null, OldId = $"25{random.Between(0, 9_999_999):0000000}" }
            : owner;
    }

    private static SamplePerson Person(SampleRandom random, int number, bool male, string role)
    {
        var name = SampleNames.Person(random, male);
        var year = random.Between(1945, 2003);
        var birth = new LocalDate(year, random.Between(1, 12), random.Between(1, 28));

        // Number of the person in six digits: a bijection, so that no two people share them.
        var last = (number * 7919L) % 1_000_000;
        var century = (year < 2000 ? 0 : 2) + (male ? 0 : 1);
        var id = string.Create(CultureInfo.InvariantCulture, $"{random.Weighted(Prefixes)}{century}{year % 100:00}{last:000000}");
        return new SamplePerson
        {
            Name = name, Birth = birth, Male = male, CitizenId = id, StatedId = id, State = "match", Role = role,
            RegisterName = name, RegisterBirth = birth, RegisterMale = male,
        };
    }

    /// <summary>A slip in the first six digits, so that the wrong number is nobody's.</summary>
    private static string WrongId(SampleRandom random, string id) => random.Below(3) switch
    {
        0 => $"{id[..3]}{(char)(id[3] ^ 1)}{id[4..]}",
        1 => $"{id[..4]}{(id[4] == '9' ? '4' : (char)(id[4] + 1))}{id[5..]}",
        _ => id[1..],
    };

    private static SamplePerson Mismatched(SampleRandom random, SamplePerson person) => random.Below(3) switch
    {
        0 => person with
        {
            State = "mismatch", Differs = "birthDate", RegisterBirth = person.Birth.PlusDays(random.Between(1, 40)),
        },
        1 => person with
        {
            State = "mismatch", Differs = "fullName", RegisterName = OtherName(random, person),
        },
        _ => person with { State = "mismatch", Differs = "sex", RegisterMale = !person.Male },
    };

    private static string OtherName(SampleRandom random, SamplePerson person)
    {
        string other;
        do
            other = SampleNames.Person(random, person.Male);
        while (other == person.Name);
        return other;
    }

    /// <summary>A tax code with its check digit: ten minus the weighted sum modulo eleven.</summary>
    private static string TaxCode(SampleRandom random)
    {
        int[] weights = [31, 29, 23, 19, 17, 13, 7, 5, 3];
        while (true)
        {
            var digits = string.Create(CultureInfo.InvariantCulture, $"58{random.Between(0, 9_999_999):0000000}");
            var check = 10 - (digits.Zip(weights, (digit, weight) => (digit - '0') * weight).Sum() % 11);
            if (check < 10)
                return digits + check.ToString(CultureInfo.InvariantCulture);
        }
    }
}
