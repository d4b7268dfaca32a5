using System.Text.Json;
using JasperFx.Events;
using LandLedger.Plumbing;
using Marten;

namespace LandLedger.Proof;

/// <summary>
/// Signs what this program records: all events that one commit adds to one plot, at the versions they take, with who and why. A row
/// that anybody inserts past the program has no such signature and is not sealed as genuine.
/// </summary>
public sealed class SignedAtOrigin(ProofKeys keys, TimeProvider clock) : DocumentSessionListenerBase
{
    // Checking a signature is then about what hashing one event is; more would save little and make the headers longer.
    private const int PlotsTogether = 32;

    /// <inheritdoc />
    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        // A command that asks and records nothing has looked at its plot too.
        foreach (var stream in session.PendingChanges.Streams().Where(stream => stream.Events.Count > 0))
        {
            var first = stream.ActionType == StreamActionType.Start ? 1 : (stream.ExpectedVersionOnServer ?? Unknown(stream.Id)) + 1;
            var signed = new SignedEvent[stream.Events.Count];
            for (var at = 0; at < signed.Length; at++)
            {
                var recorded = stream.Events[at];
                signed[at] = new(recorded.Id, recorded.EventTypeName,
                    EventHashes.OfPayload(JsonSerializer.SerializeToUtf8Bytes(recorded.Data, recorded.Data.GetType(), LedgerJson.Stored)),
                    EventHashes.OfProvenance(recorded.UserName, recorded.CorrelationId, recorded.CausationId,
                        JsonSerializer.SerializeToUtf8Bytes(recorded.Headers, LedgerJson.Stored)));
            }

            stream.Events[0].SetHeader(EventHashes.OriginHeader, Sign(stream.Id, first, signed));
        }

        return Task.CompletedTask;
    }

    /// <summary>Signs the events that a commit adds to a plot; the text goes into the header <c>origin</c> of the first.</summary>
    /// <param name="stream">The plot.</param>
    /// <param name="firstVersion">Version that the first of them makes.</param>
    /// <param name="events">All of them, in order.</param>
    public string Sign(Guid stream, long firstVersion, IReadOnlyList<SignedEvent> events) =>
        OriginSignature.Of(keys.Origin, stream, firstVersion, events, Microseconds(clock.GetUtcNow())).ToString();

    /// <summary>Signs what a commit adds to many plots; each text goes into the header <c>origin</c> of the plot's first event.</summary>
    /// <param name="commits">One of each plot.</param>
    public IEnumerable<string> Sign(IEnumerable<PlotCommit> commits)
    {
        var now = Microseconds(clock.GetUtcNow());
        return commits.Chunk(PlotsTogether).SelectMany(some => OriginBatch.Sign(keys.Origin, some, now)).Select(signed => signed.ToString());
    }

    /// <summary>Microseconds since 1970-01-01T00:00:00Z.</summary>
    public static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static long Unknown(Guid stream) => throw new InvalidOperationException(
        $"Stream {stream} was appended to without the version it builds on; nothing was recorded.");
}
