using System.Text.Json.Serialization;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plumbing;
using NodaTime;

namespace LandLedger.Plots;

/// <summary>Whether a plot exists.</summary>
public enum PlotStatus
{
    /// <summary>It exists.</summary>
    Live,

    /// <summary>It ended.</summary>
    Retired,
}

/// <summary>Where a plot stands with VnLIS.</summary>
public enum SyncState
{
    /// <summary>Never sent.</summary>
    Never,

    /// <summary>VnLIS has what the ledger has.</summary>
    Synced,

    /// <summary>Changed since it was sent.</summary>
    Behind,

    /// <summary>VnLIS refused it.</summary>
    Rejected,
}

/// <summary>Where a holder stands with the population register.</summary>
public enum MatchState
{
    /// <summary>Not asked, or not answered yet.</summary>
    Unmatched,

    /// <summary>Confirmed.</summary>
    Matched,

    /// <summary>Not confirmed; the cause stands beside it.</summary>
    Failed,

    /// <summary>A confirmation was taken back.</summary>
    Reversed,
}

/// <summary>A certificate on the card.</summary>
[StoredWithoutEmpty]
public sealed record CardCertificate(string Serial, LocalDate? IssuedOn, string? BookNumber)
{
    /// <summary>As recorded.</summary>
    public static CardCertificate Of(CertificateRecorded it) => new(it.Serial, it.IssuedOn, it.BookNumber);
}

/// <summary>A document on the card.</summary>
public sealed record CardDocument(Guid DocumentId, string Kind, string MediaType, long Bytes, string Sha256, Instant AttachedAt)
{
    /// <summary>As attached.</summary>
    public static CardDocument Of(DocumentAttached it, Instant at) => new(it.DocumentId, it.Kind, it.MediaType, it.Bytes, it.Sha256, at);
}

/// <summary>The answer of the population register about a holder.</summary>
[StoredWithoutEmpty]
public sealed record CardMatch(MatchState State, Instant? At, int? Score, MatchFailure? Cause, string[] DifferingFields)
{
    /// <summary>Fields in which the register has something else; none where it confirms.</summary>
    public string[] DifferingFields { get; init; } = DifferingFields ?? [];

    /// <summary>Not asked yet.</summary>
    public static readonly CardMatch NotYet = new(MatchState.Unmatched, null, null, null, []);
}

/// <summary>A holder on the card.</summary>
[StoredWithoutEmpty]
public sealed record CardHolder(
    Guid HolderId, Guid PersonId, PersonKind Kind, HolderRole Role, string Share, LocalDate EffectiveOn, string[] Findings, CardMatch Match)
{
    /// <summary>Codes of what the check of the identity number found as it was recorded.</summary>
    public string[] Findings { get; init; } = Findings ?? [];

    /// <summary>As recorded.</summary>
    public static CardHolder Of(HolderRecorded it) =>
        new(it.HolderId, it.PersonId, it.Kind, it.Role, it.Share, it.EffectiveOn, it.Findings, CardMatch.NotYet);
}

/// <summary>A conflict on the card.</summary>
[StoredWithoutEmpty]
public sealed record CardConflict(
    Guid ConflictId, string Field, ConflictSide Held, ConflictSide Offered, ConflictState State,
    ConflictChoice? Choice, Guid? DocumentId, string? ProposedBy, string? ApprovedBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ConflictChoice? Suggested = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Policy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string[]? Moved = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Settled = null)
{
    /// <summary>As found.</summary>
    public static CardConflict Of(ConflictFound it) =>
        new(it.ConflictId, it.Field, it.Held, it.Offered, ConflictState.Open, null, null, null, null, it.Suggested, it.Policy,
            it.Moved?.Select(moved => InWords(moved, it)).ToArray());

    // Such as "VNPT-iLIS 241 -> 242" or "held 240.5 -> 240.9".
    private static string InWords(MovedValue moved, ConflictFound it) =>
        $"{(moved.Side == ConflictChoice.Held ? "held" : it.Offered.Source)} {moved.From} -> {moved.To}";
}

/// <summary>Who gave one field its present value.</summary>
public sealed record CardFieldSource(string Field, ValueSource From)
{
    /// <summary>Who registered the plot. A system's record without a date is registered as of its code list, which is no date.</summary>
    public static ValueSource OriginOf(PlotRegistered it) => it.Source is null
        ? new(ValueSource.Ledger, it.EffectiveOn)
        : new(it.Source, it.EffectiveOn == it.Number.CodeListDate ? null : it.EffectiveOn);
}

/// <summary>A difference that a rule decided.</summary>
[StoredWithoutEmpty]
public sealed record CardDecision(
    string Field, string? Held, string? Offered, string Source, ConflictChoice Choice, string Rule, string Policy, Instant At)
{
    /// <summary>As decided.</summary>
    public static CardDecision Of(DifferenceDecidedByRule it, Instant at) =>
        new(it.Field, it.Held.Value, it.Offered.Value, it.Offered.Source, it.Choice, it.Rule, it.Policy, at);

    /// <summary>Whether a later decision takes this one's place.</summary>
    public bool Precedes(DifferenceDecidedByRule later) => Field == later.Field && Source == later.Offered.Source;
}

/// <summary>The reorganisation that gave a plot its present number.</summary>
/// <param name="Run">The reorganisation.</param>
/// <param name="Table">SHA-256 of its reference table.</param>
/// <param name="From">The number before.</param>
public sealed record CardRenumbering(Guid Run, string Table, PlotNumber From)
{
    /// <summary>As renumbered.</summary>
    public static CardRenumbering Of(PlotRenumberedBecauseCommunesMerged it) => new(it.Run, it.Reference.Sha256, it.From);
}

/// <summary>The newest record of one source.</summary>
public sealed record CardSource(string System, string RecordKey, string RecordHash, Instant ReceivedAt)
{
    /// <summary>As received.</summary>
    public static CardSource Of(SourceRecordReceived it, Instant at) => new(it.System, it.RecordKey, it.RecordHash, at);

    /// <summary>Whether a later record takes this one's place.</summary>
    public bool Is(SourceRecordReceived later) => System == later.System && RecordKey == later.RecordKey;
}

/// <summary>Where the plot stands with VnLIS.</summary>
[StoredWithoutEmpty]
public sealed record CardSync(SyncState State, string? Receipt, long? Version, Instant? At, string? RejectedFor);

/// <summary>
/// How far the plot is from "correct, sufficient, clean, living". Group 1 lacks nothing, group 2 needs what is listed; group 3 (to be
/// built anew) is a person's judgement and is not derived (joint plan 515/KH-BCA-BNN&amp;MT).
/// </summary>
/// <param name="Group">1 or 2.</param>
/// <param name="Missing">Codes of what is missing.</param>
[StoredWithoutEmpty]
public sealed record CardQuality(int Group, string[] Missing)
{
    /// <summary>Codes of what is missing.</summary>
    public string[] Missing { get; init; } = Missing ?? [];

    /// <summary>Before anything is known.</summary>
    public static readonly CardQuality Unknown = new(2, []);

    /// <summary>Judges a card by itself alone, so that a rebuild judges the same.</summary>
    public static CardQuality Of(PlotCard card)
    {
        var owners = card.Holders.Where(holder => holder.Role == HolderRole.Owner).ToArray();
        var missing = new List<string>();
        Need(card.PlotCode is not null, "plot-code");
        Need(card.Certificates.Length > 0, "certificate");
        Need(card.Documents.Length > 0, "scan");
        Need(owners.Length > 0, "owner");
        Need(owners.Length == 0 || Sum(owners) == Share.Whole, "shares-complete");
        Need(owners.All(owner => owner.Match.State == MatchState.Matched || owner.Kind is PersonKind.Organisation or PersonKind.Community),
            "owner-match");
        Need(card.Holders.All(holder => holder.Findings.Length == 0), "citizen-id-check");
        Need(card.LandUses.All(use => use is { Origin: not null, Form: not null, Term: not null }), "land-use-details");
        Need(card.Conflicts.All(conflict => conflict.State == ConflictState.Resolved), "conflict-settled");
        return new(missing.Count == 0 ? 1 : 2, [.. missing]);

        void Need(bool met, string code)
        {
            if (!met)
                missing.Add(code);
        }
    }

    private static Share Sum(IEnumerable<CardHolder> owners) =>
        owners.Aggregate(Share.None, (sum, owner) => sum + (Share.Parse(owner.Share) ?? Share.None));
}
