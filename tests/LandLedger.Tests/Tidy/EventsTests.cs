using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>Events are the product: few, flat, permanent, and explained where they are declared.</summary>
public sealed partial class Every_event
{
    [Fact]
    public void is_a_sealed_record_that_is_registered_documented_and_frozen_by_a_sample() =>
        Faults(LedgerEvents.All, House.In("src/LandLedger"), House.Files).ShouldFindNothing();

    [Fact]
    public void there_are_events() => LedgerEvents.All.Count.ShouldBeGreaterThanOrEqualTo(17);

    [Fact]
    public void one_that_keeps_every_rule_passes() => Faults([typeof(WellSeen)], [Declaring("WellSeen")], [Sample<WellSeen>()]).ShouldBeEmpty();

    [Fact]
    public void one_that_is_not_sealed_is_seen() =>
        Faults([typeof(LeftOpen)], [Declaring("LeftOpen")], [Sample<LeftOpen>()]).Single().ShouldContain("sealed");

    [Fact]
    public void one_that_is_no_record_is_seen() =>
        Faults([typeof(NoRecord)], [Declaring("NoRecord")], [Sample<NoRecord>()]).Single().ShouldContain("record");

    [Fact]
    public void one_in_another_file_is_seen() =>
        Faults([typeof(WellSeen)], [Declaring("WellSeen", "src/LandLedger/Plots/Plot.cs")], [Sample<WellSeen>()]).Single().ShouldContain("Events.cs");

    [Fact]
    public void one_that_no_store_lists_is_seen() => Faults([], [Declaring("Forgotten")], []).Single().ShouldContain("Forgotten");

    [Fact]
    public void two_with_one_name_are_seen() =>
        Faults([typeof(WellSeen), typeof(WellSeen)], [Declaring("WellSeen")], [Sample<WellSeen>()]).Single().ShouldContain("well_seen");

    [Fact]
    public void one_without_a_word_about_it_or_about_a_member_is_seen()
    {
        var silent = new SourceFile("src/LandLedger/Plots/PlotEvents.cs", "public sealed record WellSeen(int Score);");
        Faults([typeof(WellSeen)], [silent], [Sample<WellSeen>()]).Count().ShouldBe(2);
    }

    [Fact]
    public void one_without_a_sample_is_seen() =>
        Faults([typeof(WellSeen)], [Declaring("WellSeen")], []).Single().ShouldContain("Golden/well_seen.json");

    [Fact]
    public void a_name_that_ends_in_event_is_seen() =>
        Faults([typeof(PlotSeenEvent)], [Declaring("PlotSeenEvent")], [Sample<PlotSeenEvent>()]).Single().ShouldContain("past tense");

    private static IEnumerable<string> Faults(IReadOnlyList<Type> events, IReadOnlyList<SourceFile> sources, IReadOnlyList<string> files)
    {
        foreach (var twice in events.GroupBy(LedgerEvents.Alias).Where(group => group.Count() > 1))
            yield return $"{twice.Key}: {twice.Count()} events are stored under this name: a stored name means one thing for ever.";
        foreach (var fault in events.Distinct().SelectMany(type => Faults(type, sources, files)))
            yield return fault;
        foreach (var (file, declaration) in Declared(sources).Where(one => !events.Any(type => type.Name == one.Declaration.Identifier.Text)))
            yield return $"{file.At(declaration)}: {declaration.Identifier.Text}: list it in the Events of its store, or the store will not know it.";
    }

    private static IEnumerable<string> Faults(Type type, IReadOnlyList<SourceFile> sources, IReadOnlyList<string> files)
    {
        if (!type.IsSealed)
            yield return $"{type.Name}: make it sealed; what is stored has exactly this shape.";
        if (type.GetMethod("<Clone>$") is null)
            yield return $"{type.Name}: make it a record; a fact has no identity and does not change.";
        if (!Snake().IsMatch(LedgerEvents.Alias(type)))
            yield return $"{type.Name}: it is stored as '{LedgerEvents.Alias(type)}'; call it so that the stored name is snake_case.";
        if (type.Name.EndsWith("Event", StringComparison.Ordinal))
            yield return $"{type.Name}: say what happened in the past tense; that it is an event is known.";
        var (file, declaration) = Declared(sources).FirstOrDefault(one => one.Declaration.Identifier.Text == type.Name);
        if (file is null)
            yield return $"{type.Name}: declare it in the Events.cs of its concept, where everything that can happen stands together.";
        else
        {
            if (LedgerEvents.Prose(LedgerEvents.Documentation(declaration)?.Element("summary")).Length == 0)
                yield return $"{file.At(declaration)}: {type.Name}: say in a <summary> what happened; the reference page is made of it.";
            foreach (var member in LedgerEvents.Members(declaration).Where(member => member.Said.Length == 0))
                yield return $"{file.At(declaration)}: {type.Name}: say in a <param> what {member.Name} is; the reference page is made of it.";
        }

        if (!files.Contains(LedgerEvents.GoldenPath(type)))
            yield return $"{type.Name}: store one sample as {LedgerEvents.GoldenPath(type)}; it keeps the stored shape from changing unseen.";
    }

    private static IEnumerable<(SourceFile File, RecordDeclarationSyntax Declaration)> Declared(IReadOnlyList<SourceFile> sources) =>
        from file in sources
        where file.Name.EndsWith("Events.cs", StringComparison.Ordinal)
        from declaration in file.All<RecordDeclarationSyntax>()
        select (file, declaration);

    private static SourceFile Declaring(string name, string path = "src/LandLedger/Plots/PlotEvents.cs") =>
        new(path, $"/// <summary>A plot was seen.</summary>\n/// <param name=\"Score\">How well, 0 to 100.</param>\npublic sealed record {name}(int Score);");

    private static string Sample<T>() => LedgerEvents.GoldenPath(typeof(T));

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex Snake();

    private sealed record WellSeen(int Score);

    private record LeftOpen(int Score);

    private sealed record Closed(int Score) : LeftOpen(Score);

    private sealed record PlotSeenEvent(int Score);

    private sealed class NoRecord;
}
