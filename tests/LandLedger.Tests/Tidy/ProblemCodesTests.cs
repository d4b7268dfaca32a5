using LandLedger.Plumbing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>A client branches on the code of a refusal: each one given is listed with its words, and each one listed is given.</summary>
public sealed class Problem_codes
{
    private const string List = "src/LandLedger/Plumbing/Problems.cs";

    [Fact]
    public void that_are_given_are_listed() =>
        House.In("src/LandLedger").SelectMany(file => Unlisted(file, Codes())).ShouldFindNothing();

    [Fact]
    public void that_are_listed_are_given() => Unused(Codes(), House.In("src/LandLedger")).ShouldFindNothing();

    [Fact]
    public void are_unique_and_speak_both_languages() => Problems.All.GroupBy(problem => problem.Code).SelectMany(Faults).ShouldFindNothing();

    [Theory]
    [InlineData("Refusal.Because(\"plot-vanished\");")]
    [InlineData("Refusal.Because(late ? \"known\" : \"plot-vanished\", \"detail\");")]
    [InlineData("Refusal.Because(state switch { 1 => \"known\", _ => \"plot-vanished\" });")]
    [InlineData("errors.Add(\"landUses[0]\", \"plot-vanished\");")]
    [InlineData("errors.Require(a == \"b\", $\"{path}.x\", \"plot-vanished\");")]
    [InlineData("Instead(http, \"plot-vanished\");")]
    [InlineData("Problems.Find(\"plot-vanished\");")]
    public void a_code_that_is_not_listed_is_seen(string call) =>
        Unlisted(new("src/LandLedger/Plots/A.cs", call), ["known"]).Single().ShouldContain("plot-vanished");

    [Theory]
    [InlineData("Refusal.Because(\"known\", \"any detail\");")]
    [InlineData("errors.Require(kind == \"other\", \"kind\", \"known\");")]
    [InlineData("lines.Add(\"plot-vanished\");")]
    public void what_is_no_code_is_allowed(string call) => Unlisted(new("src/LandLedger/Plots/A.cs", call), ["known"]).ShouldBeEmpty();

    [Fact]
    public void a_code_that_nothing_gives_is_seen()
    {
        SourceFile[] files = [new(List, "var all = new[] { \"known\", \"never\" };"), new("src/LandLedger/A.cs", "Refusal.Because(\"known\");")];
        Unused(["known", "never"], files).Single().ShouldContain("never");
    }

    [Fact]
    public void a_code_that_is_listed_twice_or_has_no_words_is_seen()
    {
        Faults(new[] { new Problem("a", 400, "Sai.", "Wrong."), new Problem("a", 409, "Sai.", "Wrong.") }.GroupBy(one => one.Code).Single()).Count().ShouldBe(1);
        Faults(new[] { new Problem("a", 400, "", "Wrong.") }.GroupBy(one => one.Code).Single()).Count().ShouldBe(1);
    }

    private static IEnumerable<string> Faults(IGrouping<string, Problem> listed)
    {
        if (listed.Count() > 1)
            yield return $"{List}: {listed.Key} is listed more than once: one code, one status, one text.";
        foreach (var problem in listed.Where(problem => string.IsNullOrWhiteSpace(problem.Vi) || string.IsNullOrWhiteSpace(problem.En)))
            yield return $"{List}: {problem.Code} lacks words: write them in Vietnamese and English.";
    }

    private static IEnumerable<string> Unlisted(SourceFile file, IReadOnlyCollection<string> codes) =>
        from call in file.All<InvocationExpressionSyntax>()
        from code in Given(call)
        where !codes.Contains(code.Token.ValueText)
        select $"{file.At(code)}: {code.Token.ValueText} is not listed: add it to Problems.All with its status and its words in both languages.";

    private static IEnumerable<string> Unused(IReadOnlyCollection<string> codes, IReadOnlyList<SourceFile> files)
    {
        var written = files.Where(file => file.Path != List).SelectMany(file => file.All<LiteralExpressionSyntax>())
            .Select(literal => literal.Token.ValueText).ToHashSet();
        return codes.Where(code => !written.Contains(code)).Select(code => $"{List}: nothing gives {code}: take it off the list, or give it where it belongs.");
    }

    // Which argument of a call is the code, by the names that refusals go by.
    private static IEnumerable<LiteralExpressionSyntax> Given(InvocationExpressionSyntax call)
    {
        var position = call.Expression.ToString() switch
        {
            "Refusal.Because" or "Because" or "Problems.Find" or "Problems.Text" => 0,
            "Instead" or "errors.Add" => 1,
            "errors.Require" => 2,
            _ => int.MaxValue,
        };
        return position < call.ArgumentList.Arguments.Count ? Literals(call.ArgumentList.Arguments[position].Expression) : [];
    }

    private static IEnumerable<LiteralExpressionSyntax> Literals(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) => [literal],
        ConditionalExpressionSyntax either => [.. Literals(either.WhenTrue), .. Literals(either.WhenFalse)],
        SwitchExpressionSyntax choice => choice.Arms.SelectMany(arm => Literals(arm.Expression)),
        ParenthesizedExpressionSyntax inner => Literals(inner.Expression),
        _ => [],
    };

    private static string[] Codes() => [.. Problems.All.Select(problem => problem.Code)];
}
