using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>
/// What decides is not what is read. <c>Plot</c> is folded for one decision and thrown away; whatever a person sees comes from a view, so
/// that the two can change without each other.
/// </summary>
public sealed class The_write_model
{
    private const string WriteModel = "Plot";

    private static readonly string[] Decides = ["Plots", "Holders", "Documents", "Conflicts", "PopulationRegister", "VnLis", "Intake", "Communes"];

    [Fact]
    public void only_decisions_use_it() => House.In("src/LandLedger").SelectMany(Misused).ShouldFindNothing();

    [Fact]
    public void the_folders_that_decide_exist_and_do_use_it() =>
        Decides.Where(folder => !House.In($"src/LandLedger/{folder}").Any(file => Uses(file).Any())).ShouldBeEmpty();

    [Theory]
    [InlineData("Audit", "class A { void B(Plot plot) { } }")]
    [InlineData("Reports", "class A { Task<Plot?> B() => session.Events.AggregateStreamAsync<Plot>(id); }")]
    [InlineData("Plumbing", "class A { object B(object x) => x is Plot it ? it : new Plot(); }")]
    [InlineData("Plots", "class A { [WolverineGet(\"/x\")] public static object Get(Plot plot) => plot; }")]
    [InlineData("Plots", "sealed record PlotCard { static PlotCard Of(Plot plot) => new(); }")]
    [InlineData("Plots", "class A { [WolverinePost(\"/x\")] public static Plot Post(RegisterPlot command) => null; }")]
    public void a_use_where_it_does_not_belong_is_seen(string folder, string text) =>
        Misused(new($"src/LandLedger/{folder}/A.cs", text)).ShouldNotBeEmpty();

    [Theory]
    [InlineData("Plots",
        "class A { [WolverinePost(\"/x\")] public static PlotChanged Post(CorrectPlot command, [WriteAggregate(\"plot\")] Plot plot) => "
            + "null; }")]
    [InlineData("Audit", "class A { string B(PlotNumber number) => number.Plot + Scope.Plot; }")]
    [InlineData("Reports", "record A(string Plot) { public override string ToString() => $\"{Plot}\"; }")]
    public void what_only_looks_alike_is_allowed(string folder, string text) =>
        Misused(new($"src/LandLedger/{folder}/A.cs", text)).ShouldBeEmpty();

    private static IEnumerable<string> Misused(SourceFile file)
    {
        var folder = file.Folder.Split('/').ElementAtOrDefault(2) ?? "";
        foreach (var use in Uses(file))
        {
            if (!Decides.Contains(folder))
                yield return $"{file.At(use)}: {WriteModel} decides and is not read: use PlotCard or a view of {folder}.";
            else if (use.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method && IsEndpoint(method, "WolverineGet"))
                yield return $"{file.At(use)}: a read endpoint answers from PlotCard or another view, never from {WriteModel}.";
            else if (use.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type && Views.Names.Contains(type.Identifier.Text)
                && type.Identifier.Text != WriteModel)
                yield return $"{file.At(use)}: view {type.Identifier.Text} follows from the events alone, not from {WriteModel}.";
            else if (use.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } endpoint && IsEndpoint(endpoint, "Wolverine")
                && endpoint.ReturnType.Span.Contains(use.Span))
                yield return $"{file.At(use)}: an endpoint that answers {WriteModel} publishes it for ever: answer id and version.";
        }
    }

    private static IEnumerable<IdentifierNameSyntax> Uses(SourceFile file) =>
        file.All<IdentifierNameSyntax>().Where(name => name.Identifier.Text == WriteModel && IsType(name));

    private static bool IsType(IdentifierNameSyntax name) => name.Parent switch
    {
        ParameterSyntax parameter => parameter.Type == name,
        VariableDeclarationSyntax variable => variable.Type == name,
        MethodDeclarationSyntax method => method.ReturnType == name,
        PropertyDeclarationSyntax property => property.Type == name,
        TupleElementSyntax element => element.Type == name,
        CastExpressionSyntax cast => cast.Type == name,
        DeclarationPatternSyntax pattern => pattern.Type == name,
        RecursivePatternSyntax pattern => pattern.Type == name,
        TypeArgumentListSyntax or NullableTypeSyntax or ArrayTypeSyntax or ObjectCreationExpressionSyntax or TypeOfExpressionSyntax => true,
        _ => false,
    };

    private static bool IsEndpoint(MethodDeclarationSyntax method, string attribute) =>
        method.AttributeLists.SelectMany(list => list.Attributes)
            .Any(one => one.Name.ToString().StartsWith(attribute, StringComparison.Ordinal));
}
