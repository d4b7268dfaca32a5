using JasperFx.Events;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>A view that can be built anew beside the living one: one table, whose rows follow from the events of one plot each.</summary>
public abstract class ReplayedView
{
    /// <summary>Every view that can be rebuilt.</summary>
    public static IReadOnlyList<ReplayedView> All { get; } = [new ReplayedCards(), new ReplayedTrail()];

    /// <summary>Its name, as a client writes it.</summary>
    public abstract string Name { get; }

    /// <summary>Its table.</summary>
    public abstract string Table { get; }

    /// <summary>The column that holds the plot.</summary>
    public abstract string PlotColumn { get; }

    /// <summary>The columns that a rebuilt row is copied into, in order.</summary>
    public abstract string Columns { get; }

    /// <summary>SQL over a row of the table: its key as text, unique within the view.</summary>
    public abstract string Key { get; }

    /// <summary>SQL over a row of the table: what order the keys of a plot have.</summary>
    public abstract string Order { get; }

    /// <summary>SQL over a row of the table: what is compared, as jsonb.</summary>
    public abstract string Document { get; }

    /// <summary>SQL over a row of the table: the commune that a difference is counted for.</summary>
    public abstract string Commune { get; }

    /// <summary>
    /// The projection that writes the living view behind the events, as the daemon knows it; null for a view written in the same commit.
    /// </summary>
    public virtual string? Shard => null;

    /// <summary>SQL over a row of the table: its sequence number, for a view that lags behind the events; null for one that cannot.</summary>
    public virtual string? Sequence => null;

    /// <summary>Whether numbers that refused commits used up have rows, too.</summary>
    public virtual bool Tombstones => false;

    /// <summary>Whether it shows provenance beside the actor, which is a third of an event's row.</summary>
    public virtual bool ReadsHeaders => false;

    /// <summary>The view of this name; null when there is none.</summary>
    public static ReplayedView? Find(string? name) => All.FirstOrDefault(view => view.Name == name);

    /// <summary>The rows that follow from the events of one plot.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="events">All its events, in order.</param>
    public abstract IEnumerable<object> Fold(Guid plot, IReadOnlyList<IEvent> events);

    /// <summary>The sequence number of a row that <see cref="Fold"/> gave; null where <see cref="Sequence"/> is.</summary>
    public virtual long? SequenceOf(object row) => null;

    /// <summary>Writes one row that <see cref="Fold"/> gave.</summary>
    public abstract void Write(NpgsqlBinaryImporter copy, object row);
}
