using System.Collections.Immutable;
using JasperFx.Events;
using LandLedger.Holders;
using LandLedger.Persons;

namespace LandLedger.Plots;

/// <summary>
/// What must be remembered about a plot to decide its next event. Folded from the stream for each decision, never stored, never sent.
/// </summary>
public sealed record Plot
{
    /// <summary>Stream id.</summary>
    public Guid Id { get; init; }

    /// <summary>Number of events folded.</summary>
    public int Version { get; init; }

    /// <summary>Number, code, area, uses and address.</summary>
    public PlotDescription Description { get; init; } = PlotDescription.Empty;

    /// <summary>Who holds it now.</summary>
    public ImmutableArray<HeldBy> Holders { get; init; } = [];

    /// <summary>Documents that support it.</summary>
    public ImmutableArray<Supporting> Documents { get; init; } = [];

    /// <summary>Certificate serials.</summary>
    public ImmutableArray<string> Certificates { get; init; } = [];

    /// <summary>Every conflict it ever had, in its present state.</summary>
    public ImmutableArray<Disagreement> Conflicts { get; init; } = [];

    /// <summary>The newest record of each source.</summary>
    public ImmutableArray<StatedBy> Sources { get; init; } = [];

    /// <summary>The version at which something that VnLIS must know last changed.</summary>
    public long ContentVersion { get; init; }

    /// <summary>The version that VnLIS took last; 0 for none.</summary>
    public long SyncedVersion { get; init; }

    /// <summary>The version that VnLIS took or rejected last; 0 for none.</summary>
    public long AnsweredVersion { get; init; }

    /// <summary>The commune whose officers decide on it.</summary>
    public string Commune => Description.Number.Office();

    /// <summary>Whether it may go to VnLIS: someone owns it, every owner is matched, and nothing is in conflict.</summary>
    public bool ReadyForVnLis =>
        Holders.Any(holder => holder.Role == HolderRole.Owner)
        && Holders.Where(holder => holder.Role == HolderRole.Owner).All(holder => holder.Matched || !holder.NaturalPerson)
        && Conflicts.All(conflict => conflict.State == ConflictState.Resolved);

    /// <summary>A conflict by its id; null when there is none.</summary>
    public Disagreement? Conflict(Guid conflictId) => Conflicts.FirstOrDefault(conflict => conflict.ConflictId == conflictId);

    /// <summary>The state after one more event.</summary>
    public Plot Evolve(IEvent recorded) => recorded.Data switch
    {
        PlotRegistered it => Changed(recorded) with { Description = PlotDescription.Of(it) },
        PlotCorrected it => Changed(recorded) with { Description = Description.With(it.Changes) },
        PlotRenumberedBecauseCommunesMerged it => Changed(recorded) with { Description = Description with { Number = it.To } },
        PlotRenumberingReversed it => Changed(recorded) with { Description = Description with { Number = it.To } },
        DocumentAttached it => this with { Documents = Documents.Add(new(it.DocumentId, it.ContentMac, it.Sha256, it.MediaType)) },
        DocumentWithdrawn it => this with { Documents = Documents.RemoveAll(document => document.DocumentId == it.DocumentId) },
        CertificateRecorded it => Changed(recorded) with { Certificates = Certificates.Remove(it.Serial).Add(it.Serial) },
        HolderRecorded it => Changed(recorded) with
        {
            Holders = Holders.Add(new(it.HolderId, it.PersonId, it.Kind, it.Role, Share.Parse(it.Share) ?? Share.None, false)),
        },
        HolderRemoved it => Changed(recorded) with { Holders = Holders.RemoveAll(holder => holder.HolderId == it.HolderId) },
        OwnerMatched it => this with { Holders = Match(it.HolderId, true) },
        OwnerMatchFailed it => this with { Holders = Match(it.HolderId, false) },
        OwnerMatchReversed it => this with { Holders = Match(it.HolderId, false) },
        SourceRecordReceived it =>
            this with { Sources = Sources.RemoveAll(source => source.Is(it)).Add(new(it.System, it.RecordKey, it.RecordHash)) },
        ConflictFound it => this with { Conflicts = Conflicts.Add(Disagreement.Of(it)) },
        DifferenceDecidedByRule it =>
            it.Choice == ConflictChoice.Held ? this : Changed(recorded) with { Description = Description.With(it.Field, it.Offered.Value) },
        ConflictResolutionProposed it =>
            this with { Conflicts = Settle(it.ConflictId, conflict => conflict.Proposed(it, recorded.UserName)) },
        ConflictResolved it => Changed(recorded) with { Description = Description.With(it),
            Conflicts = Settle(it.ConflictId, conflict => conflict with { State = ConflictState.Resolved }) },
        ConflictReopened it => this with { Conflicts = Settle(it.ConflictId, conflict => conflict.Reopened()) },
        SyncedToVnLis it => this with { SyncedVersion = it.PlotVersion, AnsweredVersion = it.PlotVersion },
        VnLisRejected it => this with { AnsweredVersion = it.PlotVersion },
        _ => this,
    };

    private Plot Changed(IEvent recorded) => this with { ContentVersion = recorded.Version };

    private ImmutableArray<HeldBy> Match(Guid holderId, bool matched) =>
        [.. Holders.Select(holder => holder.HolderId == holderId ? holder with { Matched = matched } : holder)];

    private ImmutableArray<Disagreement> Settle(Guid conflictId, Func<Disagreement, Disagreement> change) =>
        [.. Conflicts.Select(conflict => conflict.ConflictId == conflictId ? change(conflict) : conflict)];
}

/// <summary>A holder, as far as decisions need one.</summary>
public sealed record HeldBy(Guid HolderId, Guid PersonId, PersonKind Kind, HolderRole Role, Share Share, bool Matched)
{
    /// <summary>Whether the population register can know them: it knows natural persons, a household by its head.</summary>
    public bool NaturalPerson => Kind is PersonKind.Individual or PersonKind.Household;
}

/// <summary>A document, as far as decisions need one.</summary>
public sealed record Supporting(Guid DocumentId, string ContentMac, string Sha256, string MediaType);

/// <summary>The newest record of one source.</summary>
public sealed record StatedBy(string System, string RecordKey, string RecordHash)
{
    /// <summary>Whether a later record takes this one's place.</summary>
    public bool Is(SourceRecordReceived later) => System == later.System && RecordKey == later.RecordKey;
}

/// <summary>Where a conflict stands.</summary>
public enum ConflictState
{
    /// <summary>Nobody has proposed anything.</summary>
    Open,

    /// <summary>A proposal waits for another person's approval.</summary>
    Proposed,

    /// <summary>Settled.</summary>
    Resolved,
}

/// <summary>A conflict, as far as decisions need one.</summary>
public sealed record Disagreement(
    Guid ConflictId, string Field, ConflictSide Held, ConflictSide Offered, ConflictState State,
    ConflictChoice? Choice, Guid? DocumentId, string? ProposedBy)
{
    /// <summary>A new conflict.</summary>
    public static Disagreement Of(ConflictFound found) =>
        new(found.ConflictId, found.Field, found.Held, found.Offered, ConflictState.Open, null, null, null);

    /// <summary>With a proposal on it; a later one takes the place of an earlier.</summary>
    public Disagreement Proposed(ConflictResolutionProposed proposal, string? by) =>
        this with { State = ConflictState.Proposed, Choice = proposal.Choice, DocumentId = proposal.DocumentId, ProposedBy = by };

    /// <summary>Open again, without proposal.</summary>
    public Disagreement Reopened() => this with { State = ConflictState.Open, Choice = null, DocumentId = null, ProposedBy = null };
}
