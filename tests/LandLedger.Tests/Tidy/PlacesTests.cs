using Microsoft.CodeAnalysis.CSharp.Syntax;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>Everything is where its name says.</summary>
public sealed class Places
{
    private const int MostPlumbing = 14;

    private static readonly string[] TopLevel =
    [
        "LandLedger.sln", "src", "tests", "docs", "docker-compose.yml", "README.md", "Directory.Build.props", "Directory.Build.targets",
        "Directory.Packages.props", "global.json", ".editorconfig", ".gitignore", ".gitattributes", ".dockerignore", ".ci", ".config",
    ];

    [Fact]
    public void the_top_level_holds_only_the_agreed_names() => Strangers(House.Files).ShouldFindNothing();

    [Fact]
    public void namespaces_equal_folders() => House.Sources.SelectMany(Misplaced).ShouldFindNothing();

    // The ten of a young house, and four for what Marten and Wolverine must be told in every project of this kind: NodaTime in
    // queries, a clock of whole microseconds, replies to repeated posts, and the schema's name for statements written by hand.
    [Fact]
    public void plumbing_stays_small() => TooMuchPlumbing(House.Files).ShouldFindNothing();

    [Fact]
    public void a_stranger_at_the_top_level_is_seen() =>
        Strangers(["README.md", "PLAN.md", "src/A.cs", "scripts/run.sh"]).Count().ShouldBe(2);

    [Theory]
    [InlineData("src/LandLedger/Plots/Plot.cs", "namespace LandLedger.Holders; class A;")]
    [InlineData("src/LandLedger/Plots/Plot.cs", "namespace LandLedger.Plots.Deeper; class A;")]
    [InlineData("src/LandLedger/Plots/Plot.cs", "namespace LandLedger.Plots { class A; }")]
    [InlineData("src/LandLedger/Plots/Plot.cs", "class A;")]
    [InlineData("tests/LandLedger.Tests/Plots/PlotTests.cs", "namespace LandLedger.Plots; class A;")]
    public void a_namespace_that_is_not_the_folder_is_seen(string path, string text) => Misplaced(new(path, text)).Count().ShouldBe(1);

    [Theory]
    [InlineData("src/LandLedger/Plots/Plot.cs", "namespace LandLedger.Plots; class A;")]
    [InlineData("src/LandLedger/LedgerSetup.cs", "namespace LandLedger; class A;")]
    [InlineData("src/LandLedger/Program.cs", "Start(); public partial class Program;")]
    public void a_namespace_that_is_the_folder_is_allowed(string path, string text) => Misplaced(new(path, text)).ShouldBeEmpty();

    [Fact]
    public void plumbing_that_grows_is_seen()
    {
        string[] files = [.. Enumerable.Range(0, MostPlumbing + 1).Select(i => $"src/LandLedger/Plumbing/Part{i}.cs")];
        TooMuchPlumbing(files[1..]).ShouldBeEmpty();
        TooMuchPlumbing(files).Count().ShouldBe(1);
    }

    private static IEnumerable<string> Strangers(IEnumerable<string> files) =>
        from name in files.Select(path => path.Split('/')[0]).Distinct()
        where !TopLevel.Contains(name)
        select $"{name}: the top level is the first page of the book and holds only agreed names: move it into src, tests or docs.";

    private static IEnumerable<string> Misplaced(SourceFile file)
    {
        var expected = string.Join('.', file.Path.Split('/')[1..^1]);
        foreach (var space in file.All<BaseNamespaceDeclarationSyntax>())
        {
            if (space is NamespaceDeclarationSyntax)
                yield return $"{file.At(space)}: a file has one namespace and writes it with a semicolon.";
            else if (space.Name.ToString() != expected)
                yield return $"{file.At(space)}: namespace {space.Name} in folder {file.Folder}: make it {expected}, or move the file.";
        }

        if (file.Name != "Program.cs" && !file.All<BaseNamespaceDeclarationSyntax>().Any() && file.Types.Any())
            yield return $"{file.Path}: types without a namespace: make it {expected}.";
    }

    private static IEnumerable<string> TooMuchPlumbing(IEnumerable<string> files)
    {
        var plumbing = files.Count(path => path.StartsWith("src/LandLedger/Plumbing/", StringComparison.Ordinal));
        if (plumbing > MostPlumbing)
            yield return $"src/LandLedger/Plumbing: {plumbing} files, at most {MostPlumbing}: most of what seems technical belongs to a concept folder.";
    }
}
