using JasperFx.Events;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plumbing;
using NodaTime;

namespace LandLedger.Plots;

/// <summary>The clean view of one plot: what is true of it now. Stored inline with each change; people appear by id only.</summary>
[StoredWithoutEmpty]
public sealed record PlotCard
{
    // A card changes many times before anybody asks, as in a rebuild, so it is judged when somebody does.
    private CardQuality? judged = CardQuality.Unknown;

    /// <summary>The plot.</summary>
    public Guid Id { get; init; }

    /// <summary>Number of events behind it; the ETag.</summary>
    public int Version { get; init; }

    /// <summary>Present number.</summary>
    public PlotNumber PlotNumber { get; init; } = PlotDescription.Empty.Number;

    /// <summary>Present number as numbers are compared; what looks a plot up by its number.</summary>
    public PlotNumberKey NumberKey => PlotNumberKey.Of(PlotNumber);

    /// <summary>Numbers it had before, as numbers are compared; they find it for ever.</summary>
    public string[] FormerNumbers { get; init; } = [];

    /// <summary>The reorganisation that gave it its present number, if one did.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public CardRenumbering? Renumbered { get; init; }

    /// <summary>National plot code.</summary>
    public string? PlotCode { get; init; }

    /// <summary>Whether it exists; a retired plot gives its number free.</summary>
    public PlotStatus Status { get; init; } = PlotStatus.Live;

    /// <summary>Area in m².</summary>
    public decimal AreaSquareMetres { get; init; }

    /// <summary>Purposes.</summary>
    public LandUse[] LandUses { get; init; } = [];

    /// <summary>Address as printed.</summary>
    public PlotAddress? Address { get; init; }

    /// <summary>Certificates, the newest last.</summary>
    public CardCertificate[] Certificates { get; init; } = [];

    /// <summary>Serial of the newest certificate; what looks a plot up by its paper.</summary>
    public string? NewestSerial => Certificates.Length > 0 ? Certificates[^1].Serial : null;

    /// <summary>Documents.</summary>
    public CardDocument[] Documents { get; init; } = [];

    /// <summary>Holders.</summary>
    public CardHolder[] Holders { get; init; } = [];

    /// <summary>Conflicts, settled ones included.</summary>
    public CardConflict[] Conflicts { get; init; } = [];

    /// <summary>The newest record of each source.</summary>
    public CardSource[] Sources { get; init; } = [];

    /// <summary>Who gave the fields their first values.</summary>
    public ValueSource Origin { get; init; } = new(ValueSource.Ledger, null);

    /// <summary>Who gave fields their present values, where that is not <see cref="Origin"/>.</summary>
    public CardFieldSource[] FieldSources { get; init; } = [];

    /// <summary>What rules decided: the newest decision for each field and source.</summary>
    public CardDecision[] Decided { get; init; } = [];

    /// <summary>Where it stands with VnLIS.</summary>
    public CardSync Sync { get; init; } = new(SyncState.Never, null, null, null, null);

    /// <summary>What is still missing.</summary>
    public CardQuality Quality
    {
        get => judged ??= CardQuality.Of(this);
        init => judged = value;
    }

    /// <summary>Whether a conflict waits for somebody.</summary>
    public bool InConflict { get; init; }

    /// <summary>When its newest event was recorded.</summary>
    public Instant ChangedAt { get; init; }

    /// <summary>The card after one more event.</summary>
    // The store reads from this switch which events the view is made of, so the switch has to stand here.
    public PlotCard Evolve(IEvent recorded) => (recorded.Data switch
    {
        PlotRegistered it => Described(PlotDescription.Of(it)) with { Origin = CardFieldSource.OriginOf(it) },
        PlotCorrected it => Described(Description.With(it.Changes)).Corrected(it),
        PlotRenumberedBecauseCommunesMerged it =>
            Described(Description with { Number = it.To }) with { Renumbered = CardRenumbering.Of(it) },
        PlotRenumberingReversed it => Described(Description with { Number = it.To }),
        DocumentAttached it => this with { Documents = [.. Documents, CardDocument.Of(it, At(recorded))] },
        DocumentWithdrawn it => this with { Documents = [.. Documents.Where(document => document.DocumentId != it.DocumentId)] },
        CertificateRecorded it =>
            Behind() with { Certificates = [.. Certificates.Where(held => held.Serial != it.Serial), CardCertificate.Of(it)] },
        HolderRecorded it => Behind().HoldersOn(it.EffectiveOn) with { Holders = [.. Holders, CardHolder.Of(it)] },
        HolderRemoved it =>
            Behind().HoldersOn(it.EffectiveOn) with { Holders = [.. Holders.Where(holder => holder.HolderId != it.HolderId)] },
        OwnerMatched it => Matched(it.HolderId, new(MatchState.Matched, At(recorded), it.Score, null, [])),
        OwnerMatchFailed it => Matched(it.HolderId, new(MatchState.Failed, At(recorded), null, it.Cause, it.DifferingFields)),
        OwnerMatchReversed it => Matched(it.HolderId, new(MatchState.Reversed, At(recorded), null, null, [])),
        SourceRecordReceived it => this with { Sources = [.. Sources.Where(source => !source.Is(it)), CardSource.Of(it, At(recorded))] },
        ConflictFound it => this with { Conflicts = [.. Conflicts, CardConflict.Of(it)] },
        DifferenceDecidedByRule it => (it.Choice == ConflictChoice.Held ? this
            : Described(Description.With(it.Field, it.Offered.Value)).From(it.Field, it.Offered)).Decide(it, At(recorded)),
        ConflictResolutionProposed it => Settling(it.ConflictId, conflict => conflict
            with { State = ConflictState.Proposed, Choice = it.Choice, ProposedBy = recorded.UserName, DocumentId = it.DocumentId }),
        ConflictResolved it => Described(Description.With(it)).Taken(it).Settling(it.ConflictId, conflict => conflict
            with { State = ConflictState.Resolved, Choice = it.Choice, ApprovedBy = recorded.UserName, Settled = it.To }),
        ConflictReopened it => Settling(it.ConflictId, conflict =>
            conflict with
            {
                State = ConflictState.Open, Choice = null, ProposedBy = null, ApprovedBy = null, DocumentId = null, Settled = null,
            }),
        SyncedToVnLis it => this with { Sync = new(SyncState.Synced, it.Receipt, it.PlotVersion, At(recorded), null) },
        VnLisRejected it => this with { Sync = Sync with { State = SyncState.Rejected, At = At(recorded), RejectedFor = it.Code } },
        _ => this,
    }).Judged(At(recorded));

    /// <summary>Number, code, area, uses and address together.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public PlotDescription Description => new(PlotNumber, PlotCode, AreaSquareMetres, LandUses, Address);

    /// <summary>Who gave a field its present value.</summary>
    public ValueSource SourceOf(string field)
    {
        foreach (var source in FieldSources)
        {
            if (source.Field == field)
                return source.From;
        }

        return Origin;
    }

    private static Instant At(IEvent recorded) => Instant.FromDateTimeOffset(recorded.Timestamp);

    private PlotCard Described(PlotDescription description) => Behind() with
    {
        PlotNumber = description.Number,
        FormerNumbers = NumbersBefore(description.Number),
        Renumbered = description.Number == PlotNumber ? Renumbered : null,
        PlotCode = description.PlotCode,
        AreaSquareMetres = description.AreaSquareMetres,
        LandUses = description.LandUses,
        Address = description.Address,
    };

    private string[] NumbersBefore(PlotNumber now)
    {
        var (key, before) = (PlotNumberKey.Of(now), NumberKey);
        return key == before || before.Plot.Length == 0 ? FormerNumbers
            : [.. FormerNumbers.Where(number => number != key.ToString() && number != before.ToString()), before.ToString()];
    }

    // Something changed that VnLIS must hear of.
    private PlotCard Behind() => Sync.State == SyncState.Synced ? this with { Sync = Sync with { State = SyncState.Behind } } : this;

    private PlotCard Matched(Guid holderId, CardMatch match) => this with
    {
        Holders = [.. Holders.Select(holder => holder.HolderId == holderId ? holder with { Match = match } : holder)],
    };

    private PlotCard From(string field, ConflictSide side) => this with
    {
        FieldSources = [.. FieldSources.Where(source => source.Field != field), new(field, new(side.Source, side.On))],
    };

    private PlotCard Corrected(PlotCorrected it) => it.Changes.Aggregate(this,
        (card, change) => card.From(change.Field, new(null, ValueSource.Ledger, it.EffectiveOn)));

    private PlotCard Taken(ConflictResolved it) =>
        it.From != it.To && Conflicts.FirstOrDefault(found => found.ConflictId == it.ConflictId) is { } conflict
            ? From(it.Field, it.Choice == ConflictChoice.Offered ? conflict.Offered : conflict.Held)
            : this;

    // A source's holders are recorded and removed as of the date of its statement; another date is an entry of a person.
    private PlotCard HoldersOn(LocalDate effectiveOn) =>
        (SourceOf(PlotDescription.HoldersField).On ?? PlotNumber.CodeListDate) == effectiveOn
            ? this
            : From(PlotDescription.HoldersField, new(null, ValueSource.Ledger, effectiveOn));

    private PlotCard Decide(DifferenceDecidedByRule it, Instant at) => this with
    {
        Decided = [.. Decided.Where(earlier => !earlier.Precedes(it)), CardDecision.Of(it, at)],
    };

    private PlotCard Settling(Guid conflictId, Func<CardConflict, CardConflict> change) => this with
    {
        Conflicts = [.. Conflicts.Select(conflict => conflict.ConflictId == conflictId ? change(conflict) : conflict)],
    };

    private PlotCard Judged(Instant at) => this with
    {
        ChangedAt = at,
        judged = null,
        InConflict = Conflicts.Any(conflict => conflict.State != ConflictState.Resolved),
    };
}
