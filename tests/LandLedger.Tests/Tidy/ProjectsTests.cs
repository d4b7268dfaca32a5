using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>
/// A project exists because it is another process, another audience or another burden of packages; so it does not take on those of its
/// neighbours.
/// </summary>
public sealed class Projects
{
    private static readonly Allowed[] Rules =
    [
        new("LandLedger.Sources", WebSdk: false, Projects: [],
            Package: name => !IsLedgerStack(name), "readers turn bytes into records; they know no store, no bus and no web"),
        new("LandLedger.EmbeddedPostgres", WebSdk: false, Projects: [],
            Package: name => name == "Npgsql", "it starts a server and opens a connection; Npgsql is all it needs"),
        new("LandLedger.Counterparts", WebSdk: true, Projects: [],
            Package: name => !IsLedgerStack(name), "it plays the other side of a written contract, so it shares no code with the ledger"),
        new("LandLedger.Proof", WebSdk: false, Projects: [],
            Package: name => !IsLedgerStack(name), "what an outsider runs to check us must not need what we run"),
        new("LandLedger.Verify", WebSdk: false, Projects: ["LandLedger.Proof"],
            Package: name => !IsLedgerStack(name), "what an outsider runs to check us must not need what we run"),
        new("LandLedger.Console", WebSdk: true, Projects: [],
            Package: name => !IsLedgerStack(name), "it is a client of the HTTP API like any other"),
    ];

    [Fact]
    public void each_project_refers_only_to_what_it_may() =>
        ProjectFiles().SelectMany(path => Forbidden(path, House.Read(path))).ShouldFindNothing();

    [Fact]
    public void versions_stand_in_one_place() => ProjectFiles().SelectMany(path => Versioned(path, House.Read(path))).ShouldFindNothing();

    [Fact]
    public void the_rules_name_projects_that_exist() =>
        ProjectFiles().Select(Path.GetFileNameWithoutExtension).ShouldBeSubsetOf(
            [.. Rules.Select(rule => rule.Project), "LandLedger", "LandLedger.Tests", "LandLedger.BrowserTests", "LandLedger.Benchmarks"],
            "A further project needs a decision record in docs/decisions, and a line here that says what it may refer to.");

    [Fact]
    public void benchmarks_run_under_the_settings_of_the_service()
    {
        var service = RuntimeSettings("src/LandLedger/LandLedger.csproj");
        service.ShouldNotBeEmpty();
        RuntimeSettings("tests/LandLedger.Benchmarks/LandLedger.Benchmarks.csproj").ShouldBe(service);

        static string[] RuntimeSettings(string path) =>
        [
            .. XDocument.Parse(House.Read(path)).Descendants("RuntimeHostConfigurationOption")
                .Select(option => $"{option.Attribute("Include")!.Value}={option.Attribute("Value")!.Value}"),
        ];
    }

    [Theory]
    [InlineData("LandLedger.Sources", """<PackageReference Include="Marten" />""")]
    [InlineData("LandLedger.Sources", """<PackageReference Include="WolverineFx.Http" />""")]
    [InlineData("LandLedger.Sources", """<FrameworkReference Include="Microsoft.AspNetCore.App" />""")]
    [InlineData("LandLedger.Sources", """<ProjectReference Include="../LandLedger/LandLedger.csproj" />""")]
    [InlineData("LandLedger.EmbeddedPostgres", """<PackageReference Include="NodaTime" />""")]
    [InlineData("LandLedger.Counterparts", """<PackageReference Include="Marten" />""")]
    [InlineData("LandLedger.Counterparts", """<ProjectReference Include="..\LandLedger.Sources\LandLedger.Sources.csproj" />""")]
    public void a_forbidden_reference_is_seen(string project, string reference) =>
        Forbidden($"src/{project}/{project}.csproj", Project("Microsoft.NET.Sdk", reference)).Count().ShouldBe(1);

    [Fact]
    public void a_web_project_among_the_readers_is_seen() =>
        Forbidden("src/LandLedger.Sources/LandLedger.Sources.csproj", Project("Microsoft.NET.Sdk.Web", "")).Count().ShouldBe(1);

    [Fact]
    public void a_version_in_a_project_is_seen() =>
        Versioned("a.csproj", Project("Microsoft.NET.Sdk", """<PackageReference Include="Npgsql" Version="10.0.3" />"""))
            .Count().ShouldBe(1);

    private static IEnumerable<string> Forbidden(string path, string text)
    {
        var rule = Rules.FirstOrDefault(rule => rule.Project == Path.GetFileNameWithoutExtension(path));
        if (rule is null)
            yield break;
        var project = XDocument.Parse(text);
        if (!rule.WebSdk && (project.Root!.Attribute("Sdk")?.Value.EndsWith(".Web", StringComparison.Ordinal) == true
            || Included(project, "FrameworkReference").Any()))
            yield return $"{path}: leave ASP.NET Core out: {rule.Why}.";
        foreach (var package in Included(project, "PackageReference").Where(name => !rule.Package(name)))
            yield return $"{path}: leave {package} out: {rule.Why}.";
        foreach (var other in Included(project, "ProjectReference").Select(name => name.Replace('\\', '/'))
            .Select(Path.GetFileNameWithoutExtension))
        {
            if (!rule.Projects.Contains(other))
                yield return $"{path}: leave {other} out: {rule.Why}.";
        }
    }

    private static IEnumerable<string> Versioned(string path, string text) =>
        from reference in XDocument.Parse(text).Descendants("PackageReference")
        where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
        select $"{path}: {reference.Attribute("Include")?.Value}: versions stand in Directory.Packages.props and nowhere else.";

    private static IEnumerable<string> Included(XDocument project, string element) =>
        project.Descendants(element).Select(reference => reference.Attribute("Include")?.Value).OfType<string>();

    private static IEnumerable<string> ProjectFiles() => House.Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal));

    private static bool IsLedgerStack(string package) =>
        package.StartsWith("Marten", StringComparison.Ordinal) || package.StartsWith("WolverineFx", StringComparison.Ordinal)
        || package.StartsWith("JasperFx", StringComparison.Ordinal) || package.StartsWith("Weasel", StringComparison.Ordinal);

    private static string Project(string sdk, string reference) => $"""<Project Sdk="{sdk}"><ItemGroup>{reference}</ItemGroup></Project>""";

    private sealed record Allowed(string Project, bool WebSdk, string[] Projects, Func<string, bool> Package, string Why);
}
