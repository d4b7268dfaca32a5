using JasperFx.Events;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Npgsql;
using NpgsqlTypes;

namespace LandLedger.Replay;

/// <summary>The clean view: one card a plot, folded by the card's own <see cref="PlotCard.Evolve"/>.</summary>
public sealed class ReplayedCards : ReplayedView
{
    private static readonly RecordWriter<PlotCard> Written = new RecordWriters(LedgerJson.Stored).Of<PlotCard>();
    private static readonly string CardType = typeof(PlotCard).FullName!;

    /// <inheritdoc />
    public override string Name => "clean-view";

    /// <inheritdoc />
    public override string Table => "mt_doc_plotcard";

    /// <inheritdoc />
    public override string PlotColumn => "id";

    /// <inheritdoc />
    public override string Columns => "id, data, mt_dotnet_type, mt_version";

    /// <inheritdoc />
    public override string Key => "id::text";

    /// <inheritdoc />
    public override string Order => "0";

    /// <inheritdoc />
    public override string Document => "data";

    /// <inheritdoc />
    public override string Commune => "data -> 'plotNumber' ->> 'commune'";

    /// <inheritdoc />
    public override IEnumerable<object> Fold(Guid plot, IReadOnlyList<IEvent> events)
    {
        var card = new PlotCard { Id = plot };
        foreach (var recorded in events)
            card = card.Evolve(recorded);
        card = card with { Version = events.Count };
        return [new Row(plot, Written.Bytes(card), events.Count)];
    }

    /// <inheritdoc />
    public override void Write(NpgsqlBinaryImporter copy, object row)
    {
        var (plot, data, version) = (Row)row;
        copy.StartRow();
        copy.Write(plot, NpgsqlDbType.Uuid);
        copy.Write(data, NpgsqlDbType.Jsonb);
        copy.Write(CardType, NpgsqlDbType.Varchar);
        copy.Write((long)version, NpgsqlDbType.Bigint);
    }

    private sealed record Row(Guid Plot, byte[] Data, int Version);
}
