using LandLedger.Audit;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plots;
using Wolverine.Marten;

namespace LandLedger.Conflicts;

/// <summary>What follows when a proposed side of a conflict is found right.</summary>
public static class Resolution
{
    /// <summary>The settling event itself.</summary>
    public static ConflictResolved Of(Plot plot, Disagreement conflict)
    {
        var now = Present(plot, conflict.Field);
        return new(conflict.ConflictId, conflict.Field, conflict.Choice!.Value, now,
            Taken(plot, conflict) is { } side ? side.Value : now, conflict.DocumentId);
    }

    /// <summary>The settling event and, when other holders are found right, their removal and recording.</summary>
    public static Events Facts(Plot plot, Disagreement conflict)
    {
        var facts = new Events { Of(plot, conflict) };
        if (conflict.Field != PlotDescription.HoldersField || Taken(plot, conflict) is not { } side)
            return facts;

        var right = HeldHolders.Read(side.Value ?? "");
        var on = side.On ?? plot.Description.Number.CodeListDate;
        foreach (var held in plot.Holders.Where(held => right.All(other => !other.Is(held))))
            facts.Add(new HolderRemoved(held.HolderId, held.PersonId, on, side.Source));
        foreach (var other in right.Where(other => !plot.Holders.Any(other.Is)))
            facts.Add(new HolderRecorded(Guid.CreateVersion7(), other.PersonId, other.Kind, other.Role, other.Share, [], on, side.Source));
        return facts;
    }

    // The side whose value the plot takes on; none when what it shows now stays. Choosing the held side of a conflict that had been
    // settled for the other one gives back what was held.
    private static ConflictSide? Taken(Plot plot, Disagreement conflict) =>
        conflict.Choice == ConflictChoice.Offered ? conflict.Offered
        : ShowsOffered(plot, conflict) ? conflict.Held
        : null;

    private static bool ShowsOffered(Plot plot, Disagreement conflict)
    {
        if (conflict.Field != PlotDescription.HoldersField)
            return PlotDescription.Same(conflict.Field, Present(plot, conflict.Field), conflict.Offered.Value);
        var offered = HeldHolders.Read(conflict.Offered.Value ?? "");
        return offered.Length == plot.Holders.Length && offered.All(other => plot.Holders.Any(other.Is));
    }

    private static string? Present(Plot plot, string field) =>
        field == PlotDescription.HoldersField ? HeldHolders.Text(plot.Holders) : plot.Description.Value(field);
}

/// <summary>A holder as a side of a conflict names one: <c>person:ID owner 1/2 individual</c>. Never a name.</summary>
public sealed record HeldHolders(Guid PersonId, HolderRole Role, string Share, PersonKind Kind)
{
    /// <summary>A holder on the card.</summary>
    public static HeldHolders Of(CardHolder holder) => 
        new(holder.PersonId, holder.Role, (Holders.Share.Parse(holder.Share) ?? Holders.Share.None).ToString(), holder.Kind);

    /// <summary>Whether it is this holder already.</summary>
    public bool Is(HeldBy held) => held.PersonId == PersonId && held.Role == Role && held.Share.ToString() == Share;

    /// <summary>Holders as one line.</summary>
    public static string Text(IEnumerable<HeldBy> holders) =>
        Text(holders.Select(holder => new HeldHolders(holder.PersonId, holder.Role, holder.Share.ToString(), holder.Kind)));

    /// <summary>Holders as one line, with their kinds.</summary>
    public static string Text(IEnumerable<HeldHolders> holders) => string.Join("; ", holders.Select(holder =>
        $"{PlotStory.PersonPrefix}{holder.PersonId} {Word(holder.Role)} {holder.Share} {Word(holder.Kind)}"));

    /// <summary>Reads what <see cref="Text(IEnumerable{HeldHolders})"/> wrote.</summary>
    public static HeldHolders[] Read(string text) =>
    [
        .. text.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Select(part => new HeldHolders(
            Guid.Parse(part[0][PlotStory.PersonPrefix.Length..]), Enum.Parse<HolderRole>(part[1], true), part[2],
            part.Length > 3 ? Enum.Parse<PersonKind>(part[3], true) : PersonKind.Individual)),
    ];

    private static string Word<T>(T value)
        where T : struct, Enum
    {
        var word = value.ToString();
        return char.ToLowerInvariant(word[0]) + word[1..];
    }
}
