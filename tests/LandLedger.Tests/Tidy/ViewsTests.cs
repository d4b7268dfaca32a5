using Microsoft.CodeAnalysis.CSharp.Syntax;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>A view follows from its events alone; or a rebuild would write another history than the one that people saw.</summary>
public sealed class Views_fold_events_only
{
    private static readonly Dictionary<string, string> Outside = new()
    {
        ["Now"] = "the clock", ["UtcNow"] = "the clock", ["Today"] = "the clock", ["TimeProvider"] = "the clock", ["GetUtcNow"] = "the clock",
        ["IClock"] = "the clock", ["SystemClock"] = "the clock", ["GetCurrentInstant"] = "the clock", ["Stopwatch"] = "the clock",
        ["HttpClient"] = "the network", ["IHttpClientFactory"] = "the network", ["Dns"] = "the network", ["Socket"] = "the network",
        ["NpgsqlConnection"] = "the database", ["NpgsqlDataSource"] = "the database", ["IQuerySession"] = "the database",
        ["File"] = "the disk", ["Directory"] = "the disk", ["Environment"] = "the machine",
        ["Random"] = "chance", ["RandomNumberGenerator"] = "chance", ["NewGuid"] = "chance", ["CreateVersion7"] = "chance",
    };

    [Fact]
    public void no_view_looks_outside_its_events() => House.In("src/LandLedger").SelectMany(LooksOutside).ShouldFindNothing();

    [Fact]
    public void every_view_that_the_rule_names_exists()
    {
        var declared = House.In("src/LandLedger").SelectMany(file => file.Types).Select(type => type.Identifier.Text).ToHashSet();
        Views.Names.Where(name => !declared.Contains(name)).ShouldBeEmpty("Name the views as they are called now.");
    }

    [Theory]
    [InlineData("ChangedAt = Instant.FromDateTimeUtc(DateTime.UtcNow)")]
    [InlineData("ChangedAt = clock.GetUtcNow()")]
    [InlineData("Id = Guid.NewGuid()")]
    [InlineData("Id = Guid.CreateVersion7()")]
    [InlineData("Score = new Random(1).Next()")]
    [InlineData("Name = new HttpClient().GetStringAsync(\"x\")")]
    [InlineData("Name = Environment.MachineName")]
    public void a_view_that_looks_outside_is_seen(string set) =>
        LooksOutside(new("src/LandLedger/Plots/PlotCard.cs", $"record PlotCard {{ PlotCard Evolve(IEvent it) => this with {{ {set} }}; }}")).ShouldNotBeEmpty();

    [Fact]
    public void so_is_a_type_that_evolves_under_another_name() =>
        LooksOutside(new("src/LandLedger/Reports/Day.cs", "record Day { Day Evolve(IEvent it) => new(Guid.NewGuid()); }")).Count().ShouldBe(1);

    [Fact]
    public void an_endpoint_may_look_outside() =>
        LooksOutside(new("src/LandLedger/Plots/RegisterPlot.cs", "class RegisterPlotEndpoint { Guid Id() => Guid.CreateVersion7(); }")).ShouldBeEmpty();

    private static IEnumerable<string> LooksOutside(SourceFile file) =>
        from type in file.All<TypeDeclarationSyntax>()
        where Views.Names.Contains(type.Identifier.Text) || Evolves.MethodsOf(type).Any()
        from name in type.DescendantNodes().OfType<IdentifierNameSyntax>()
        where Outside.ContainsKey(name.Identifier.Text)
        select $"{file.At(name)}: {type.Identifier.Text} asks {Outside[name.Identifier.Text]} ({name.Identifier.Text}): "
            + "put what it needs into the event, or read IEvent.Timestamp.";
}
