using JasperFx.Events;
using LandLedger.Plots;

namespace LandLedger.Audit;

/// <summary>
/// One row of the audit trail as it is stored: what is searched by. What the event changed is not in it; that is told from the event itself
/// when somebody asks, so that no copy can say otherwise.
/// </summary>
/// <param name="Sequence">Place of the event in the ledger.</param>
/// <param name="Plot">The plot.</param>
/// <param name="Version">Version that the event made; 0 of a refused commit.</param>
/// <param name="Event">Name of its type.</param>
/// <param name="RecordedAt">When; null of a refused commit.</param>
/// <param name="Actor">Who.</param>
/// <param name="ActorName">Their name.</param>
/// <param name="Roles">In which roles.</param>
/// <param name="Office">From which office.</param>
/// <param name="Session">In which session.</param>
/// <param name="Client">From which address.</param>
/// <param name="Reason">Why.</param>
/// <param name="ImportRun">The import that it belongs to.</param>
/// <param name="Correlation">What it belongs together with.</param>
/// <param name="Causation">What caused it.</param>
/// <param name="Decided">Of what a rule decided: field, rule and policy, with blanks between.</param>
/// <param name="Commune">The plot's commune then.</param>
public sealed record TrailRow(
    long Sequence, Guid Plot, long Version, string Event, DateTimeOffset? RecordedAt, string? Actor, string? ActorName, string? Roles,
    string? Office, string? Session, string? Client, string? Reason, string? ImportRun, string? Correlation, string? Causation,
    string? Decided, string? Commune)
{
    /// <summary>The row of an event. Depends on nothing else, so the trail that is written and any that is rebuilt are the same.</summary>
    /// <param name="recorded">The event.</param>
    /// <param name="commune">The plot's commune as its events before say; null where they are not known.</param>
    public static TrailRow Of(IEvent recorded, string? commune)
    {
        var refused = recorded.Data is Tombstone;
        return new(recorded.Sequence, recorded.StreamId, refused ? 0 : recorded.Version, recorded.EventTypeName,
            refused ? null : recorded.Timestamp, Some(recorded.UserName), Header(Provenance.Name), Header(Provenance.Roles),
            Header(Provenance.Office), Header(Provenance.Session), Header(Provenance.Client), Header(Provenance.Reason),
            Header(Provenance.ImportRun), Some(recorded.CorrelationId), Some(recorded.CausationId), DecidedBy(recorded.Data),
            CommuneNamedBy(recorded.Data) ?? commune);

        string? Header(string key) => Some(recorded.GetHeader(key)?.ToString());
    }

    private static string? DecidedBy(object happened) =>
        happened is DifferenceDecidedByRule it ? $"{it.Field} {it.Rule} {it.Policy}" : null;

    /// <summary>The commune that an event says its plot lies in from now on; null when it does not speak of it.</summary>
    public static string? CommuneNamedBy(object happened) => happened switch
    {
        PlotRegistered it => it.Number.Office(),
        PlotRenumberedBecauseCommunesMerged it => it.To.Office(),
        PlotRenumberingReversed it => it.To.Office(),
        _ => null,
    };

    private static string? Some(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
