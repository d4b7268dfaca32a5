using LandLedger.Plots;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>
/// The store learns from the arms of <c>Evolve</c> which events a view wants. An arm that binds no name is not seen: its event never
/// reaches the stored view, while a live fold shows it.
/// </summary>
public sealed class Every_fold
{
    // An event that changes nothing about what may be decided next.
    private static readonly Type[] PlotIgnores = [typeof(VnLisRejected)];

    [Fact]
    public void binds_a_name_in_every_arm() => House.In("src").SelectMany(Unbound).ShouldFindNothing();

    [Fact]
    public void of_the_deciding_state_names_every_event_or_says_that_it_ignores_it() => Unnamed("Plot", PlotIgnores).ShouldFindNothing();

    [Fact]
    public void of_the_clean_view_names_every_event() => Unnamed("PlotCard", []).ShouldFindNothing();

    [Theory]
    [InlineData("PlotRetired => this")]
    [InlineData("PlotRetired or PlotCorrected => this")]
    [InlineData("PlotRetired { } => this")]
    [InlineData("PlotRetired _ => this")]
    [InlineData("PlotCorrected { Changes: [] } => this")]
    [InlineData("not null => this")]
    public void an_arm_without_a_name_is_seen(string arm) => Unbound(Fold($"PlotRegistered it => this, {arm}, _ => this,")).Count().ShouldBe(1);

    [Theory]
    [InlineData("PlotRetired it => this")]
    [InlineData("PlotCorrected { Changes: [..] } it => this with { A = it.Cause switch { Cause.One => 1, _ => 2 } }")]
    public void an_arm_with_a_name_is_allowed(string arm) => Unbound(Fold($"{arm}, _ => this,")).ShouldBeEmpty();

    [Fact]
    public void a_fold_without_a_switch_of_its_own_is_seen() =>
        Unbound(new("src/A.cs", "record A { A Evolve(IEvent e) => Step(e.Data); A Step(object data) => data switch { _ => this }; }"))
            .Count().ShouldBe(1);

    [Fact]
    public void an_event_that_is_forgotten_or_ignored_in_vain_is_seen()
    {
        var file = Fold("PlotRegistered it => this, _ => this,");
        Unnamed(file, "A", [typeof(PlotRegistered), typeof(PlotCorrected)], []).Single().ShouldContain("PlotCorrected");
        Unnamed(file, "A", [typeof(PlotRegistered), typeof(PlotCorrected)], [typeof(PlotCorrected)]).ShouldBeEmpty();
        Unnamed(file, "A", [typeof(PlotRegistered)], [typeof(PlotRegistered)]).Single().ShouldContain("take it off the list");
    }

    private static IEnumerable<string> Unbound(SourceFile file)
    {
        foreach (var evolve in file.All<TypeDeclarationSyntax>().SelectMany(Evolves.MethodsOf))
        {
            if (Evolves.ArmsOf(evolve) is not { } arms)
            {
                yield return $"{file.At(evolve)}: Evolve holds its own switch over the event; the store does not look into other methods.";
                continue;
            }

            foreach (var arm in arms.Where(arm => arm.Pattern is not DiscardPatternSyntax && Evolves.EventOf(arm) is null))
                yield return $"{file.At(arm)}: {arm.Pattern} binds no name: write '{arm.Pattern} it', one arm for each event, or the stored view drops it.";
        }
    }

    private static IEnumerable<string> Unnamed(string view, Type[] ignored) =>
        Unnamed(House.In("src/LandLedger/Plots").Single(file => file.Name == view + ".cs"), view, PlotStore.Events, ignored);

    private static IEnumerable<string> Unnamed(SourceFile file, string view, Type[] events, Type[] ignored)
    {
        var evolve = file.All<TypeDeclarationSyntax>().Where(type => type.Identifier.Text == view).SelectMany(Evolves.MethodsOf).Single();
        var named = Evolves.ArmsOf(evolve)!.Select(Evolves.EventOf).ToHashSet();
        foreach (var forgotten in events.Where(type => !named.Contains(type.Name) && !ignored.Contains(type)))
            yield return $"{file.At(evolve)}: {view} does not name {forgotten.Name}: give it an arm, or add it to the ignored ones here with the reason.";
        foreach (var vain in ignored.Where(type => named.Contains(type.Name)))
            yield return $"{file.At(evolve)}: {view} names {vain.Name}, which stands among the ignored ones: take it off the list.";
    }

    private static SourceFile Fold(string arms) =>
        new("src/LandLedger/Plots/A.cs", $"record A {{ public A Evolve(IEvent recorded) => (recorded.Data switch {{ {arms} }}).Judged(); }}");
}
