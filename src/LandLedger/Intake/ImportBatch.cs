using LandLedger.Plots;
using LandLedger.Sources;

namespace LandLedger.Intake;

/// <summary>Some records that are committed together.</summary>
/// <param name="mostPlots">Plots in a full batch: enough for COPY to pay, few enough that a registrar who changes one of them does not
/// wait.</param>
public sealed class ImportBatch(int mostPlots)
{
    /// <summary>Plots in a full batch, unless <c>Intake:BatchPlots</c> says otherwise.</summary>
    public const int UsualPlots = 2_000;

    private const int MostRejects = 10_000;
    private readonly HashSet<PlotNumberKey> numbers = [];
    private readonly HashSet<string> codes = [];

    /// <summary>The plots.</summary>
    public List<SourcePlot> Plots { get; } = [];

    /// <summary>Rows held back by the reader.</summary>
    public List<Reject> Rejects { get; } = [];

    /// <summary>Records of the file up to here, those of the batch included: where a resumed run goes on.</summary>
    public int RecordsDone { get; set; }

    /// <summary>Bytes of the file up to here.</summary>
    public long BytesRead { get; set; }

    /// <summary>Rows of the whole file, once its end was read.</summary>
    public int? RowsOfFile { get; set; }

    /// <summary>Whether the batch is full, or holds the same plot already: the second record must meet what the first made.</summary>
    public bool MustEndBefore(SourceItem item) =>
        Plots.Count >= mostPlots || Rejects.Count >= MostRejects
            || (item is PlotRead { Plot: var plot }
                && (numbers.Contains(IncomingPlot.KeyOf(plot)) || (plot.PlotCode is { } code && codes.Contains(code))));

    /// <summary>Takes an item in.</summary>
    public void Add(SourceItem item)
    {
        if (item is RowRejected { Reject: var reject })
            Rejects.Add(reject);
        if (item is not PlotRead { Plot: var plot })
            return;
        Plots.Add(plot);
        numbers.Add(IncomingPlot.KeyOf(plot));
        if (plot.PlotCode is { } code)
            codes.Add(code);
    }
}

/// <summary>A batch whose records are in codes, hashed, and whose persons are in the vault: ready to meet the ledger.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Rejects">Its rejects, those of the intake included.</param>
/// <param name="Incoming">The records that say something new.</param>
/// <param name="Unchanged">How many records the ledger has taken already, word for word.</param>
public sealed record PreparedBatch(ImportBatch Batch, List<Reject> Rejects, List<IncomingPlot> Incoming, int Unchanged)
{
    /// <summary>Rows of the batch.</summary>
    public int RowsRead =>
        Batch.Plots.Sum(plot => plot.Rows.Length) + Batch.Rejects.Select(reject => reject.Row).Distinct().Count();
}
