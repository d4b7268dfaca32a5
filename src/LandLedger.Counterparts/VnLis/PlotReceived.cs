namespace LandLedger.Counterparts.VnLis;

/// <summary>One arrival of an accepted plot record. The same key again is the same record arriving again: one effect.</summary>
/// <remarks>Of the people on the plot only their number is kept.</remarks>
internal sealed record PlotReceived(
    Guid PlotId, long LedgerVersion, string IdempotencyKey, string BodyDigest, PlotNumber PlotNumber, int Holders,
    string Receipt, DateTime AcceptedAt, DateTime ReceivedAt);
