using LandLedger.Plots;
using LandLedger.Sources.CodeLists;

namespace LandLedger.Policies;

/// <summary>Names of the rules, as they stand in events for ever.</summary>
public static class Rules
{
    /// <summary>Two areas lie within the tolerance: what is held stays.</summary>
    public const string AreaWithinTolerance = "area-within-tolerance";

    /// <summary>One side writes an earlier symbol of the same land purpose: the present symbol is taken.</summary>
    public const string PurposeSuccessor = "purpose-successor";

    /// <summary>The source leaves origin, form or term of a use open: what is held stays.</summary>
    public const string SourceLeavesOpen = "source-leaves-open";

    /// <summary>Two spellings of one address: what is held stays.</summary>
    public const string AddressSameWhenNormalised = "address-same-when-normalised";

    /// <summary>Two addresses: the preferred source wins.</summary>
    public const string AddressPreferredSource = "address-preferred-source";

    /// <summary>Nothing was held: the source's value is taken.</summary>
    public const string GapFilled = "gap-filled";

    /// <summary>Every rule.</summary>
    public static readonly IReadOnlyList<string> All =
        [AreaWithinTolerance, PurposeSuccessor, SourceLeavesOpen, AddressSameWhenNormalised, AddressPreferredSource, GapFilled];

    /// <summary>The fields that are judged one by one; holders are compared with the vault.</summary>
    public static readonly IReadOnlyList<string> Fields =
        [PlotDescription.CodeField, PlotDescription.AddressField, PlotDescription.AreaField, PlotDescription.UsesField];

    /// <summary>What a policy says about one field of two descriptions of a plot. Pure.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="field">One of <see cref="Fields"/>.</param>
    /// <param name="held">What the ledger holds.</param>
    /// <param name="heldFrom">Who gave the field its held value.</param>
    /// <param name="offered">What a source states.</param>
    /// <param name="offeredFrom">The source.</param>
    public static Verdict Judge(ReconciliationPolicy policy, string field, PlotDescription held, ValueSource heldFrom,
        PlotDescription offered, ValueSource offeredFrom) => field switch
        {
            PlotDescription.CodeField => Code(policy, held.PlotCode, offered.PlotCode),
            PlotDescription.AddressField =>
                Address(policy, held.Address?.Printed, heldFrom, offered.Address?.Printed, offeredFrom),
            PlotDescription.AreaField => Area(policy, held.AreaSquareMetres, offered.AreaSquareMetres),
            PlotDescription.UsesField => Uses(policy, held.LandUses, heldFrom, offered.LandUses),
            _ => throw new ArgumentException("Not a field that is judged by itself.", nameof(field)),
        };

    /// <summary>Plot codes: only a gap is closed by rule, for a code is issued and never computed.</summary>
    public static Verdict Code(ReconciliationPolicy policy, string? held, string? offered)
    {
        if (offered is null || held == offered)
            return Verdict.Same;
        return held is null && policy.Fills(PlotDescription.CodeField)
            ? Verdict.By(GapFilled, ConflictChoice.Offered)
            : Verdict.ForPeople;
    }

    /// <summary>Areas in m².</summary>
    public static Verdict Area(ReconciliationPolicy policy, decimal held, decimal offered)
    {
        if (held == offered)
            return Verdict.Same;
        return policy.AreaTolerance.Covers(held, offered) ? Verdict.By(AreaWithinTolerance, ConflictChoice.Held) : Verdict.ForPeople;
    }

    /// <summary>Addresses as printed.</summary>
    public static Verdict Address(ReconciliationPolicy policy, string? held, ValueSource heldFrom, string? offered, ValueSource offeredFrom)
    {
        const string Field = PlotDescription.AddressField;
        if (offered is null || held == offered)
            return Verdict.Same;
        if (held is null)
            return policy.Fills(Field) ? Verdict.By(GapFilled, ConflictChoice.Offered) : Verdict.ForPeople;
        if (policy.NormalisedAddress && VietnameseText.Key(held) == VietnameseText.Key(offered))
            return Verdict.By(AddressSameWhenNormalised, ConflictChoice.Held);
        return policy.Preferred(Field, heldFrom.System, offeredFrom.System) is { } choice
            ? Verdict.By(AddressPreferredSource, choice)
            : Verdict.ForPeople;
    }

    /// <summary>Land uses, in any order.</summary>
    public static Verdict Uses(ReconciliationPolicy policy, LandUse[] held, ValueSource heldFrom, LandUse[] offered)
    {
        if (held.AsSpan().SequenceEqual(offered))
            return Verdict.Same;
        var found = UseDifference.Between(policy, held, offered);
        return found switch
        {
            UseDifferences.None => Verdict.Same,
            UseDifferences.HeldOutdated => Verdict.By(PurposeSuccessor,
                heldFrom.System == ValueSource.Ledger ? ConflictChoice.Held : ConflictChoice.Offered),
            UseDifferences.HeldOutdated | UseDifferences.HeldOpen when policy.Fills(PlotDescription.UsesField) =>
                Verdict.By(PurposeSuccessor, ConflictChoice.Offered),
            UseDifferences.OfferedOutdated or (UseDifferences.OfferedOutdated | UseDifferences.OfferedOpen)
                or (UseDifferences.HeldOutdated | UseDifferences.OfferedOpen) => Verdict.By(PurposeSuccessor, ConflictChoice.Held),
            UseDifferences.Area => Verdict.By(AreaWithinTolerance, ConflictChoice.Held),
            UseDifferences.OfferedOpen or (UseDifferences.OfferedOpen | UseDifferences.Area) =>
                Verdict.By(SourceLeavesOpen, ConflictChoice.Held),
            UseDifferences.HeldOpen when policy.Fills(PlotDescription.UsesField) => Verdict.By(GapFilled, ConflictChoice.Offered),
            _ => Verdict.ForPeople,
        };
    }
}

/// <summary>What a policy says about a field.</summary>
/// <param name="Agrees">Whether the two sides are the same, or the source says nothing.</param>
/// <param name="Rule">The rule that decides a difference; null when none does.</param>
/// <param name="Choice">The side that the rule chooses.</param>
public readonly record struct Verdict(bool Agrees, string? Rule, ConflictChoice Choice)
{
    /// <summary>No difference.</summary>
    public static readonly Verdict Same = new(true, null, default);

    /// <summary>A difference that people decide.</summary>
    public static readonly Verdict ForPeople = new(false, null, default);

    /// <summary>A difference that a rule decides.</summary>
    public static Verdict By(string rule, ConflictChoice choice) => new(false, rule, choice);

    /// <summary>In one word or two, such as <c>gap-filled offered</c> or <c>people</c>.</summary>
    public override string ToString() => Agrees ? "same"
        : Rule is null ? "people"
        : Choice == ConflictChoice.Held ? $"{Rule} held" : $"{Rule} offered";
}
