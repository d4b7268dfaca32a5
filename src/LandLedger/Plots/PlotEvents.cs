using System.Text.Json.Serialization;
using LandLedger.Holders;
using LandLedger.Persons;
using NodaTime;

namespace LandLedger.Plots;

// Everything that can happen to a plot, in the order of its life.
// These records are stored for ever. Add members only as optional; to say something new, add a new event.
// Who recorded it, when and why is metadata of the event. People appear by PersonId only; names live in the person vault.
// Members keep to the event profile (docs/concepts.md), so that the stored JSON hashes the same for ever.

/// <summary>The plot entered the ledger.</summary>
/// <param name="Number">Its number under the code list named in it.</param>
/// <param name="PlotCode">The 12-character national plot code as issued (Circular 19/2026/TT-BNNMT), if there is one.</param>
/// <param name="AreaSquareMetres">Legal area in m².</param>
/// <param name="LandUses">Purposes with their areas; they sum to the plot's area within 0.5 m².</param>
/// <param name="Address">Address as printed on the paper, if there is one.</param>
/// <param name="EffectiveOn">When the law says it took effect.</param>
/// <param name="Instrument">The paper relied on.</param>
/// <param name="Source">The land system that it was taken from; left out when a person entered it.</param>
public sealed record PlotRegistered(
    PlotNumber Number, string? PlotCode, decimal AreaSquareMetres, LandUse[] LandUses, PlotAddress? Address,
    LocalDate EffectiveOn, string Instrument,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Source = null);

/// <summary>A mistake in the plot's description was corrected. What was wrong stays readable as <c>from</c>.</summary>
/// <param name="Changes">The fields, each with its old and new value.</param>
/// <param name="EffectiveOn">Since when the new values are right.</param>
/// <param name="Instrument">The paper relied on.</param>
public sealed record PlotCorrected(FieldChange[] Changes, LocalDate EffectiveOn, string Instrument);

/// <summary>The plot got another number, because its commune was merged and the map sheets were numbered anew.</summary>
/// <param name="From">The number before, under the code list named in it.</param>
/// <param name="To">The number from now on, under the code list named in it.</param>
/// <param name="EffectiveOn">When the reorganisation took effect.</param>
/// <param name="Instrument">The resolution on the reorganisation, or the paper by which a person settled this plot.</param>
/// <param name="Run">The reorganisation of the ledger that it belongs to.</param>
/// <param name="Reference">The table of map sheets that it follows.</param>
public sealed record PlotRenumberedBecauseCommunesMerged(
    PlotNumber From, PlotNumber To, LocalDate EffectiveOn, string Instrument, Guid Run, ReferenceTableRow Reference);

/// <summary>A renumbering was taken back: the plot has its earlier number again.</summary>
/// <param name="From">The number that the renumbering had given.</param>
/// <param name="To">The number before it.</param>
/// <param name="EffectiveOn">Since when the earlier number is right again.</param>
/// <param name="Instrument">The paper relied on.</param>
/// <param name="Run">The reorganisation that is taken back.</param>
public sealed record PlotRenumberingReversed(PlotNumber From, PlotNumber To, LocalDate EffectiveOn, string Instrument, Guid Run);

/// <summary>A scan was attached. The hash is of the stored, encrypted bytes.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Kind">What it is: certificate, identity-paper, contract, decision, survey or other.</param>
/// <param name="MediaType">Type found in the bytes.</param>
/// <param name="Bytes">Length of the clear file in bytes.</param>
/// <param name="Sha256">SHA-256 of the stored bytes, lower-case hexadecimal.</param>
/// <param name="ContentMac">Keyed hash of the clear bytes; recognises the same file without revealing it.</param>
public sealed record DocumentAttached(Guid DocumentId, string Kind, string MediaType, long Bytes, string Sha256, string ContentMac);

/// <summary>A document no longer supports this plot. Its bytes stay.</summary>
/// <param name="DocumentId">The document.</param>
public sealed record DocumentWithdrawn(Guid DocumentId);

/// <summary>A certificate of the plot became known. The serial names the paper blank, not the right.</summary>
/// <param name="Serial">Serial printed on the blank, such as <c>BA 123456</c>.</param>
/// <param name="IssuedOn">Date of issue, if it is readable.</param>
/// <param name="BookNumber">Number in the book of issued certificates, if there is one.</param>
public sealed record CertificateRecorded(string Serial, LocalDate? IssuedOn, string? BookNumber);

/// <summary>A person holds the plot in a role, with a share of the right.</summary>
/// <param name="HolderId">The holder within this plot.</param>
/// <param name="PersonId">The person in the vault: all an event knows of them.</param>
/// <param name="Kind">Individual, household, organisation or community.</param>
/// <param name="Role">The role.</param>
/// <param name="Share">Share of the right as a fraction, such as <c>1/2</c>.</param>
/// <param name="Findings">Codes of what is odd about the person's ID number; warnings, not refusals.</param>
/// <param name="EffectiveOn">When it took effect.</param>
/// <param name="Instrument">The paper relied on.</param>
public sealed record HolderRecorded(
    Guid HolderId, Guid PersonId, PersonKind Kind, HolderRole Role, string Share, string[] Findings,
    LocalDate EffectiveOn, string Instrument);

/// <summary>A holder ceased to hold the plot.</summary>
/// <param name="HolderId">The holder.</param>
/// <param name="PersonId">The person in the vault.</param>
/// <param name="EffectiveOn">When it took effect.</param>
/// <param name="Instrument">The paper relied on.</param>
public sealed record HolderRemoved(Guid HolderId, Guid PersonId, LocalDate EffectiveOn, string Instrument);

/// <summary>The population register confirmed that the holder is who the paper says.</summary>
/// <param name="HolderId">The holder.</param>
/// <param name="RequestId">The request that was answered.</param>
/// <param name="Score">How sure the register is, 0 to 100.</param>
public sealed record OwnerMatched(Guid HolderId, Guid RequestId, int Score);

/// <summary>The population register could not confirm the holder.</summary>
/// <param name="HolderId">The holder.</param>
/// <param name="RequestId">The request that was answered.</param>
/// <param name="Cause">Mismatch, unknown, deceased or ambiguous.</param>
/// <param name="DifferingFields">Names, never values, of the fields that differ.</param>
public sealed record OwnerMatchFailed(Guid HolderId, Guid RequestId, MatchFailure Cause, string[] DifferingFields);

/// <summary>A match was taken back.</summary>
/// <param name="HolderId">The holder.</param>
public sealed record OwnerMatchReversed(Guid HolderId);

/// <summary>A land system stated something about this plot.</summary>
/// <param name="System">PL3, VBDLIS or VNPT-iLIS.</param>
/// <param name="RecordKey">The record's key in that system.</param>
/// <param name="RecordHash">Keyed hash of the whole record; a known hash changes nothing.</param>
/// <param name="Values">The values that are not personal.</param>
/// <param name="Versions">Earlier versions that the system keeps of the record, oldest first, where it does.</param>
public sealed record SourceRecordReceived(
    string System, string RecordKey, string RecordHash, SourceValue[] Values,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SourceVersion[]? Versions = null);

/// <summary>Two sources disagree on a field and no rule decides it.</summary>
/// <param name="ConflictId">The conflict within this plot.</param>
/// <param name="Field">The field.</param>
/// <param name="Held">What the ledger holds, and from where.</param>
/// <param name="Offered">What the other source says.</param>
/// <param name="Suggested">The side that the policy proposes, if it has a reason to.</param>
/// <param name="Policy">The policy under which no rule decided it.</param>
/// <param name="Moved">What moved since this pair was settled. Was stored in words once; see <c>PlotEventsOnceStored.cs</c>.</param>
public sealed record ConflictFound(
    Guid ConflictId, string Field, ConflictSide Held, ConflictSide Offered,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ConflictChoice? Suggested = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Policy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MovedValue[]? Moved = null);

/// <summary>
/// Two sources differ on a field, and a rule of the policy decided it: either that both mean the same, or which value holds.
/// </summary>
/// <param name="Field">The field.</param>
/// <param name="Held">What the ledger held, and from where; without a value when nothing was held.</param>
/// <param name="Offered">What the other source says.</param>
/// <param name="Choice">The side that holds from now on.</param>
/// <param name="Rule">Name of the rule, such as <c>area-within-tolerance</c>.</param>
/// <param name="Policy">The policy: name, version and the beginning of its document's SHA-256.</param>
public sealed record DifferenceDecidedByRule(
    string Field, ConflictSide Held, ConflictSide Offered, ConflictChoice Choice, string Rule, string Policy);

/// <summary>Somebody proposed which side of a conflict is right. Another person has to approve.</summary>
/// <param name="ConflictId">The conflict.</param>
/// <param name="Choice">The side proposed as right.</param>
/// <param name="DocumentId">The document relied on, if one is named.</param>
public sealed record ConflictResolutionProposed(Guid ConflictId, ConflictChoice Choice, Guid? DocumentId);

/// <summary>A conflict was settled by a proposal and another person's approval.</summary>
/// <param name="ConflictId">The conflict.</param>
/// <param name="Field">The field.</param>
/// <param name="Choice">The side that was found right.</param>
/// <param name="From">The value before.</param>
/// <param name="To">The value from now on.</param>
/// <param name="DocumentId">The document relied on, if one was named.</param>
public sealed record ConflictResolved(Guid ConflictId, string Field, ConflictChoice Choice, string? From, string? To, Guid? DocumentId);

/// <summary>A settled conflict was opened again.</summary>
/// <param name="ConflictId">The conflict.</param>
public sealed record ConflictReopened(Guid ConflictId);

/// <summary>The national system VnLIS took the plot and gave a receipt.</summary>
/// <param name="Receipt">The receipt.</param>
/// <param name="PayloadHash">Keyed hash of what was sent.</param>
/// <param name="PlotVersion">The version of the plot that was sent.</param>
public sealed record SyncedToVnLis(string Receipt, string PayloadHash, long PlotVersion);

/// <summary>VnLIS refused the plot.</summary>
/// <param name="Code">Its code.</param>
/// <param name="PayloadHash">Keyed hash of what was sent.</param>
/// <param name="PlotVersion">The version of the plot that was sent.</param>
/// <param name="Reason">Its reason, digits of ID numbers taken out.</param>
public sealed record VnLisRejected(string Code, string PayloadHash, long PlotVersion, string? Reason);
