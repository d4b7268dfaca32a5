using System.Text.Json.Serialization;
using LandLedger.Plots;
using NodaTime;

namespace LandLedger.Policies;

/// <summary>How far two areas may lie apart and still be one area; of the two bounds the smaller one holds.</summary>
/// <param name="SquareMetres">In m².</param>
/// <param name="Relative">As a part of the smaller area: 0.001 is one in a thousand.</param>
public sealed record AreaTolerance(decimal SquareMetres, decimal Relative)
{
    /// <summary>Whether two areas in m² agree.</summary>
    public bool Covers(decimal one, decimal other) =>
        Math.Abs(one - other) is var apart && apart <= SquareMetres && apart <= Relative * Math.Min(one, other);
}

/// <summary>
/// One version of the rules by which sources are reconciled: a document, read whole or refused. What it says is all that a rule may do;
/// everything else is left to people.
/// </summary>
/// <param name="Name">What the policy is about, such as <c>reconciliation</c>.</param>
/// <param name="Version">Its version; no two documents have the same.</param>
/// <param name="ValidFrom">The first day on which it is in force, in the province.</param>
/// <param name="AreaTolerance">When areas agree.</param>
/// <param name="PurposeSuccessors">Whether an earlier symbol of a land purpose agrees with the symbol that took its place.</param>
/// <param name="OpenDetails">Whether a source that leaves origin, form or term of a land use open agrees with one that names them.</param>
/// <param name="NormalisedAddress">Whether addresses agree that differ in capitals, spaces, apostrophes and places of tone marks.</param>
/// <param name="FillGaps">Fields that are taken from a source when nothing is held.</param>
/// <param name="PreferredSources">For a field, the systems whose value wins, the best first.</param>
/// <param name="ProposedSources">For a field that people decide, the systems whose value is proposed to them, the best first.</param>
/// <param name="Together">Fields that are decided as one.</param>
/// <param name="AlwaysHuman">Fields in which a difference that no rule of agreement explains is never decided by rule.</param>
public sealed record ReconciliationPolicy(
    string Name, int Version, LocalDate ValidFrom, AreaTolerance AreaTolerance, bool PurposeSuccessors, bool OpenDetails,
    bool NormalisedAddress, string[] FillGaps, Dictionary<string, string[]> PreferredSources,
    Dictionary<string, string[]> ProposedSources, string[][] Together, string[] AlwaysHuman)
{
    /// <summary>What events and lists call it: name, version and the beginning of the document's SHA-256.</summary>
    [JsonIgnore]
    public string Identity { get; init; } = "";

    /// <summary>SHA-256 of the document's bytes, lower-case hexadecimal.</summary>
    [JsonIgnore]
    public string Sha256 { get; init; } = "";

    /// <summary>Whether a gap in a field is filled from a source.</summary>
    public bool Fills(string field) => Array.IndexOf(FillGaps, field) >= 0;

    /// <summary>
    /// Which side wins a field by its source: what the ledger's people entered before any system, then the order of the document, and of
    /// one system its newest record. Null when the document prefers no source for the field.
    /// </summary>
    public ConflictChoice? Preferred(string field, string held, string offered) =>
        PreferredSources.TryGetValue(field, out var order) ? Better(order, held, offered) ?? ConflictChoice.Held : null;

    /// <summary>What is proposed to the people who decide; null when neither source nor date speaks for a side.</summary>
    public ConflictChoice? Proposed(string field, ValueSource held, ValueSource offered)
    {
        if (Better(ProposedSources.GetValueOrDefault(field, []), held.System, offered.System) is { } better)
            return better;
        if (held.On is not { } before || offered.On is not { } then || before == then)
            return null;
        return then > before ? ConflictChoice.Offered : ConflictChoice.Held;
    }

    private static ConflictChoice? Better(string[] order, string held, string offered)
    {
        if (held == offered)
            return ConflictChoice.Offered;
        if (held == ValueSource.Ledger)
            return ConflictChoice.Held;
        var (ours, theirs) = (Array.IndexOf(order, held), Array.IndexOf(order, offered));
        if (ours == theirs)
            return null;
        return theirs >= 0 && (ours < 0 || theirs < ours) ? ConflictChoice.Offered : ConflictChoice.Held;
    }
}
