using LandLedger.Plots;
using NodaTime;

namespace LandLedger.Conflicts;

/// <summary>What is right in every conflict of a filtered set.</summary>
public enum BulkChoice
{
    /// <summary>What the ledger holds.</summary>
    Held,

    /// <summary>What the other source offers.</summary>
    Offered,

    /// <summary>The side that the policy suggests; conflicts without a suggestion are not meant.</summary>
    Suggested,
}

/// <summary>Which open conflicts of a commune a proposal is about.</summary>
/// <param name="Commune">The commune.</param>
/// <param name="Field">The field.</param>
/// <param name="Source">The system that offers another value; any when none is named.</param>
/// <param name="Suggested">The side that the policy proposes; any or none when it is left out.</param>
public sealed record BulkFilter(string Commune, string Field, string? Source = null, ConflictChoice? Suggested = null)
{
    /// <summary>The open conflicts that it finds.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ConflictFilter Open => new(Field, Source, Suggested, ConflictState.Open);
}

/// <summary>Where one plot of a bulk proposal stands.</summary>
public enum BulkOutcome
{
    /// <summary>Proposed; waits for the approval.</summary>
    Proposed,

    /// <summary>Settled by the approval.</summary>
    Settled,

    /// <summary>Proposed, but not settled by the approval; the code says why.</summary>
    Skipped,

    /// <summary>Found by the filter but never proposed; the code says why.</summary>
    LeftOut,
}

/// <summary>One plot of a bulk proposal.</summary>
/// <param name="Plot">The plot.</param>
/// <param name="ConflictId">The conflict.</param>
/// <param name="Version">The plot's version with the proposal on it: at another version it is not settled.</param>
/// <param name="Choice">The side proposed; none for a plot that was left out.</param>
/// <param name="Outcome">Where it stands.</param>
/// <param name="Code">Why it was skipped or left out.</param>
public sealed record BulkItem(Guid Plot, Guid ConflictId, int Version, ConflictChoice? Choice, BulkOutcome Outcome, string? Code)
{
    /// <summary>Left out or skipped for a reason.</summary>
    public BulkItem Not(BulkOutcome outcome, string code) => this with { Outcome = outcome, Code = code };
}

/// <summary>
/// One proposal for many plots, frozen when it is made: what is approved is this list and nothing else. Saved together with the events of
/// each commit, so that an approval that was cut off goes on exactly where it stopped. Holds no personal data.
/// </summary>
public sealed record BulkProposal
{
    /// <summary>The proposal; also the correlation id of its events.</summary>
    public Guid Id { get; init; }

    /// <summary>The commune, whose officers may see and approve it.</summary>
    public string Commune { get; init; } = "";

    /// <summary>Which conflicts were looked for.</summary>
    public BulkFilter Filter { get; init; } = new("", "");

    /// <summary>What is proposed for each.</summary>
    public BulkChoice Choice { get; init; }

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Subject of who proposed it.</summary>
    public string ProposedBy { get; init; } = "";

    /// <summary>When.</summary>
    public Instant ProposedAt { get; init; }

    /// <summary>Subject of who approved it.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>When.</summary>
    public Instant? ApprovedAt { get; init; }

    /// <summary>Plots that it proposes something for.</summary>
    public int Count { get; init; }

    /// <summary>Plots that it settled.</summary>
    public int Settled { get; init; }

    /// <summary>Plots that it proposed something for and did not settle.</summary>
    public int Skipped { get; init; }

    /// <summary>Plots that the filter found and that were left out; the list names the first of them only.</summary>
    public int LeftOut { get; init; }

    /// <summary>Whether the filter found more than one proposal takes.</summary>
    public bool More { get; init; }

    /// <summary>The plots.</summary>
    public BulkItem[] Items { get; init; } = [];

    /// <summary>Whether plots wait for the approval, or for its end.</summary>
    public bool Open { get; init; } = true;

    /// <summary>With more plots found.</summary>
    public BulkProposal With(IReadOnlyList<BulkItem> found, bool more)
    {
        var proposed = found.Count(item => item.Outcome == BulkOutcome.Proposed);
        var room = BulkSettlement.Most - Items.Count(item => item.Outcome == BulkOutcome.LeftOut);
        return this with
        {
            Count = Count + proposed, LeftOut = LeftOut + found.Count - proposed, More = more,
            Items = [.. Items, .. found.Where(item => item.Outcome == BulkOutcome.Proposed || room-- > 0)],
        };
    }

    /// <summary>With the outcome of some plots.</summary>
    public BulkProposal With(IReadOnlyDictionary<Guid, BulkItem> done)
    {
        BulkItem[] items = [.. Items.Select(item => item.Outcome == BulkOutcome.Proposed ? done.GetValueOrDefault(item.Plot, item) : item)];
        return this with
        {
            Items = items,
            Settled = items.Count(item => item.Outcome == BulkOutcome.Settled),
            Skipped = items.Count(item => item.Outcome == BulkOutcome.Skipped),
            Open = items.Any(item => item.Outcome == BulkOutcome.Proposed),
        };
    }
}
