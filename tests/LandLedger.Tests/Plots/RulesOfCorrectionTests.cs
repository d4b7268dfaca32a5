using System.Text.Json;
using LandLedger.Plots;
using LandLedger.Tests.Harness;
using Shouldly;
using Wolverine.Http;
using Xunit;

namespace LandLedger.Tests.Plots;

public sealed class Rules_of_correction
{
    private static readonly Plot Known = Given.Plot(Given.Registered());

    private static CorrectPlot Of(params (string Field, string? Json)[] changes) => new(
        [.. changes.Select(change => new WrittenChange(change.Field, change.Json is null ? null
            : JsonDocument.Parse(change.Json).RootElement))],
        "measured again", "BA 123456", Given.On);

    [Fact]
    public void a_change_names_the_old_and_the_new_value()
    {
        var command = Of(("areaSquareMetres", "\"240.9\""), ("address", "\"Thôn 6\""), ("plotNumber", "\"24781.007.03-1\""));
        CorrectPlotEndpoint.Validate(command, Known).ShouldBeSameAs(WolverineContinue.NoProblems);
        CorrectPlotEndpoint.Post(command, Known).Item2.Changes.ShouldBe(
        [
            new("areaSquareMetres", "240.5", "240.9"), new("address", "Thôn 5", "Thôn 6"),
                new("plotNumber", "24781.12.345", "24781.007.03-1"),
        ]);
    }

    [Fact]
    public void what_equals_the_present_value_is_no_change()
    {
        CorrectPlotEndpoint.Changes(Of(("areaSquareMetres", "\"240.50\""), ("address", "\"Thôn 6\"")), Known)
            .ShouldBe([new("address", "Thôn 5", "Thôn 6")]);
        CorrectPlotEndpoint.Validate(Of(("areaSquareMetres", "240.50")), Known).Code().ShouldBe("nothing-changes");
        CorrectPlotEndpoint.Validate(Of(("plotCode", null)), Known).Code().ShouldBe("nothing-changes");
    }

    [Fact]
    public void a_corrected_spelling_of_the_address_is_a_change() =>
        CorrectPlotEndpoint.Changes(Of(("address", "\"thôn 5\"")), Known).ShouldBe([new("address", "Thôn 5", "thôn 5")]);

    [Theory]
    [InlineData("\"0241.50\"", "241.50")]
    [InlineData("241.50", "241.50")]
    [InlineData("\"241.\"", "241")]
    public void an_area_is_kept_in_one_way_of_writing_with_its_decimals(string json, string kept)
    {
        var uses = """[{"purpose":"ODT","areaSquareMetres":"241.5"}]""";
        CorrectPlotEndpoint.Changes(Of(("areaSquareMetres", json), ("landUses", uses)), Known)[0].To.ShouldBe(kept);
    }

    [Theory]
    [InlineData("plotNumber", "\"24781.12\"", "changes[0].to plot-number-form")]
    [InlineData("plotNumber", "null", "changes[0].to plot-number-form")]
    [InlineData("plotNumber", "\"24787.12.345\"", "changes[0].to commune-unknown")]
    [InlineData("plotNumber", "\"24781.12.068185000001\"", "changes[0].to personal-data-in-text")]
    [InlineData("plotCode", "\"x\"", "changes[0].to plot-code-form")]
    [InlineData("areaSquareMetres", "\"1e3\"", "changes[0].to area-form")]
    [InlineData("areaSquareMetres", "1e3", "changes[0].to area-form")]
    [InlineData("areaSquareMetres", "\"1,5\"", "changes[0].to area-form")]
    [InlineData("areaSquareMetres", "null", "changes[0].to area-form")]
    [InlineData("areaSquareMetres", "true", "changes[0].to area-form")]
    [InlineData("address", "\"số 068185000001\"", "changes[0].to personal-data-in-text")]
    [InlineData("landUses", "\"ODT\"", "changes[0].to wrong-type")]
    [InlineData("landUses", "[{\"purpose\":\"ODT\"}]", "changes[0].to wrong-type")]
    [InlineData("landUses", "[{\"purpose\":\"ODT\",\"areaSquareMetres\":\"1\",\"extra\":1}]", "changes[0].to wrong-type")]
    [InlineData("landUses", "[null]", "changes[0].to[0] required")]
    [InlineData("landUses", "[]", "changes[0].to required")]
    [InlineData("landUses", "[{\"purpose\":\"Q\",\"areaSquareMetres\":\"240.5\"}]", "changes[0].to[0].purpose land-purpose-unknown")]
    [InlineData("holders", "\"x\"", "changes[0].field field-unknown")]
    [InlineData("version", "\"1\"", "changes[0].field field-unknown")]
    public void a_wrong_value_is_named_by_its_path(string field, string json, string fault)
    {
        var problem = CorrectPlotEndpoint.Validate(Of((field, json)), Known);
        problem.Status.ShouldBe(400);
        problem.Faults().ShouldBe([fault]);
    }

    [Fact]
    public void no_change_and_a_missing_change_are_faults()
    {
        CorrectPlotEndpoint.Validate(Of(), Known).Faults().ShouldBe(["changes required"]);
        CorrectPlotEndpoint.Validate(new([null!], "r", "i", Given.On), Known).Faults().ShouldBe(["changes[0].field field-unknown"]);
    }

    [Fact]
    public void one_field_is_corrected_once() =>
        CorrectPlotEndpoint.Validate(Of(("address", "\"A\""), ("address", "\"B\"")), Known).Faults()
            .ShouldBe(["changes[1].field field-repeated"]);

    [Fact]
    public void area_and_uses_that_no_longer_sum_are_refused_and_go_together()
    {
        CorrectPlotEndpoint.Validate(Of(("areaSquareMetres", "\"300\"")), Known).Code().ShouldBe("areas-do-not-sum");
        CorrectPlotEndpoint.Validate(Of(("areaSquareMetres", "\"241.0\"")), Known).ShouldBeSameAs(WolverineContinue.NoProblems);
        CorrectPlotEndpoint.Validate(Of(("areaSquareMetres", "\"300\""), ("landUses", """[{"purpose":"ODT","areaSquareMetres":"300"}]""")),
            Known)
            .ShouldBeSameAs(WolverineContinue.NoProblems);
    }
}
