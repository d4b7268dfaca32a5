using NodaTime;

namespace LandLedger.Persons;

/// <summary>How far an erasure has come.</summary>
public enum ErasureState
{
    /// <summary>Asked for; waits for a second person.</summary>
    Requested,

    /// <summary>Approved; the key is being destroyed and that is being stated.</summary>
    Approved,

    /// <summary>The key is destroyed, and the log says so.</summary>
    Erased,

    /// <summary>Taken back before anybody approved it; nothing was destroyed.</summary>
    Withdrawn,
}

/// <summary>The destruction of a person's key: who asks, on which decision, who approves, and when it was done. Holds no personal data.</summary>
public sealed record Erasure
{
    /// <summary>The person; nobody is erased twice.</summary>
    public Guid Id { get; init; }

    /// <summary>Under which the destruction will stand in the log.</summary>
    public Guid StatementId { get; init; }

    /// <summary>How far it has come.</summary>
    public ErasureState State { get; init; }

    /// <summary>Number of the decision that orders it.</summary>
    public string Decision { get; init; } = "";

    /// <summary>By what law.</summary>
    public string LegalBasis { get; init; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Subject of who asked.</summary>
    public string RequestedBy { get; init; } = "";

    /// <summary>When.</summary>
    public Instant RequestedAt { get; init; }

    /// <summary>Subject of who approved.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>When.</summary>
    public Instant? ApprovedAt { get; init; }

    /// <summary>Why the approver agrees.</summary>
    public string? ApprovalReason { get; init; }

    /// <summary>When the destruction had been stated.</summary>
    public Instant? ErasedAt { get; init; }

    /// <summary>Subject of who took the request back.</summary>
    public string? WithdrawnBy { get; init; }

    /// <summary>When.</summary>
    public Instant? WithdrawnAt { get; init; }

    /// <summary>Why.</summary>
    public string? WithdrawalReason { get; init; }

    /// <summary>Requests before this one, each withdrawn, oldest first.</summary>
    public IReadOnlyList<Erasure> Before { get; init; } = [];
}

/// <summary>What the log states of a destroyed key.</summary>
/// <param name="Person">Whose.</param>
/// <param name="Decision">Number of the decision.</param>
/// <param name="RequestedBy">Subject of who asked.</param>
/// <param name="ApprovedBy">Subject of who approved.</param>
public sealed record DestroyedKey(Guid Person, string Decision, string RequestedBy, string ApprovedBy);
