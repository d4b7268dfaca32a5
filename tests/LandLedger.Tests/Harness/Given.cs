using JasperFx.Events;
using LandLedger.Holders;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace LandLedger.Tests.Harness;

/// <summary>States of plots for tests of decisions: what happened so far, folded as the ledger folds it.</summary>
public static class Given
{
    /// <summary>Who recorded the facts, unless a test says otherwise.</summary>
    public const string Actor = "reg-1";

    public static readonly Guid PlotId = Guid.Parse("0198a000-0000-7000-8000-00000000aaaa");

    public static readonly LocalDate On = new(2025, 10, 1);

    /// <summary>A plot to which these facts happened, one after the other.</summary>
    public static Plot Plot(params object[] facts) => facts
        .Select((fact, at) => Recorded(fact, at + 1))
        .Aggregate(new Plot { Id = PlotId }, (plot, recorded) => plot.Evolve(recorded) with { Version = (int)recorded.Version });

    /// <summary>The clean view of a plot to which these facts happened.</summary>
    public static PlotCard Card(params object[] facts) => facts
        .Select((fact, at) => Recorded(fact, at + 1))
        .Aggregate(new PlotCard { Id = PlotId }, (card, recorded) => card.Evolve(recorded) with { Version = (int)recorded.Version });

    /// <summary>A fact as the store hands it out.</summary>
    public static IEvent Recorded(object fact, long version, string actor = Actor)
    {
        var recorded = (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(fact.GetType()), fact)!;
        recorded.Version = version;
        recorded.UserName = actor;
        return recorded;
    }

    /// <summary>A registration of 240.5 m² of urban housing land.</summary>
    public static PlotRegistered Registered(decimal area = 240.5m, params LandUse[] uses) => new(
        new("24781", new(2025, 7, 1), "12", "345"), null, area, uses is [] ? [new("ODT", area, "CNQ-CTT", "private", "long-term")] : uses,
        new("Thôn 5"), On, "BA 123456");

    /// <summary>A holder; the person's and the holder's id are made from one number.</summary>
    public static HolderRecorded Holder(int number, string share = "1/1", HolderRole role = HolderRole.Owner) =>
        new(Id(number), Person(number), PersonKind.Individual, role, share, [], On, "BA 123456");

    public static Guid Id(int number) => new(number, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);

    public static Guid Person(int number) => new(number, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 2);
}

/// <summary>What a refusal says, short enough to compare.</summary>
public static class Refusals
{
    /// <summary>The faults of fields as <c>path code</c>, in order.</summary>
    public static string[] Faults(this ProblemDetails problem) =>
        problem.Extensions.TryGetValue("errors", out var errors) && errors is IReadOnlyDictionary<string, List<FieldError>> byPath
            ? [.. byPath.SelectMany(path => path.Value.Select(error => $"{path.Key} {error.Code}")).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>The code of a refusal; null when nothing was refused.</summary>
    public static string? Code(this ProblemDetails problem) => Refusal.CodeOf(problem);
}
