namespace LandLedger.Sources;

/// <summary>What a reader hands out, in the order of the file. Every data row is in exactly one plot, or rejected.</summary>
public abstract record SourceItem;

/// <summary>A plot was read.</summary>
public sealed record PlotRead(SourcePlot Plot) : SourceItem;

/// <summary>A row was held back. One row can have several reasons, one item for each.</summary>
public sealed record RowRejected(Reject Reject) : SourceItem;

/// <summary>The end of the file, always the last item.</summary>
/// <param name="DataRows">How many rows of data were read, rejected ones among them, blank ones not.</param>
public sealed record FileEnded(int DataRows) : SourceItem;
