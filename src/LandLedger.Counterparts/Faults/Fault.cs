using System.Text.Json.Serialization;

namespace LandLedger.Counterparts.Faults;

/// <summary>Something that shall go wrong with the next calls of one counterpart.</summary>
/// <param name="Service">population-register or vnlis.</param>
/// <param name="Kind">One of the names in <see cref="FaultKind"/>.</param>
/// <param name="Value">Milliseconds for latency, the status for status; wrong-answer: 0 a wrong shape, 1 another call's answer.</param>
/// <param name="Count">How many calls it strikes.</param>
/// <param name="Match">Only calls with this request id (population register) or plot id (VnLIS).</param>
internal sealed record Fault(string Service, string Kind, int Value = 0, int Count = 1, string? Match = null)
{
    /// <summary>What is wrong with the fault itself; null when it can be set.</summary>
    [JsonIgnore]
    public string? Objection => this switch
    {
        { Service: not (Counterpart.PopulationRegister or Counterpart.VnLis) } => "service is population-register or vnlis",
        { Count: < 1 } => "count is at least 1",
        { Kind: FaultKind.Latency, Value: < 1 or > 600_000 } => "value of latency is 1 to 600000 milliseconds",
        { Kind: FaultKind.Status, Value: < 400 or > 599 } => "value of status is 400 to 599",
        { Kind: FaultKind.WrongAnswer, Value: not (0 or 1) } => "value of wrong-answer is 0 or 1",
        { Kind: FaultKind.Latency or FaultKind.Status or FaultKind.Timeout or FaultKind.WrongAnswer or FaultKind.Drop } => null,
        _ => "kind is latency, status, timeout, wrong-answer or drop",
    };
}

/// <summary>The ways a call can go wrong.</summary>
internal static class FaultKind
{
    /// <summary>The answer comes late.</summary>
    public const string Latency = "latency";

    /// <summary>An error status, and nothing was done.</summary>
    public const string Status = "status";

    /// <summary>No answer until the caller gives up, and nothing was done.</summary>
    public const string Timeout = "timeout";

    /// <summary>200 with JSON that does not answer the call, and nothing was done.</summary>
    public const string WrongAnswer = "wrong-answer";

    /// <summary>The work is done and the connection cut: the caller cannot know.</summary>
    public const string Drop = "drop";
}
