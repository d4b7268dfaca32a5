using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>A page that points nowhere sends its reader away.</summary>
public sealed partial class Links
{
    private const string Architecture = "docs/architecture.md";

    [Fact]
    public void in_the_pages_lead_somewhere() =>
        Pages().SelectMany(path => Broken(path, House.Read(path), House.Files, House.Read)).ShouldFindNothing();

    [Fact]
    public void every_page_can_be_reached_from_another() =>
        Unreached([.. Pages().Select(path => (path, House.Read(path)))]).ShouldFindNothing();

    [Fact]
    public void every_concept_of_the_ledger_is_in_the_architecture() =>
        Unmentioned(House.Files.Contains(Architecture) ? House.Read(Architecture) : null, House.Files).ShouldFindNothing();

    [Theory]
    [InlineData("[start](start.md)")]
    [InlineData("[start](../start.md)")]
    [InlineData("[folder](reference/missing/)")]
    [InlineData("[heading](concepts.md#no-such-heading)")]
    [InlineData("[heading](#no-such-heading)")]
    [InlineData("![picture](picture.png)")]
    public void a_link_to_nothing_is_seen(string link) => InMadeUpPages("docs/README.md", link).Count().ShouldBe(1);

    [Theory]
    [InlineData("[concepts](concepts.md)")]
    [InlineData("[concepts](concepts.md#why-append-only)")]
    [InlineData("[here](#the-map)")]
    [InlineData("[folder](reference)")]
    [InlineData("[law](https://example.org/law.md)")]
    [InlineData("```\n[not](a-link.md)\n```")]
    [InlineData("`[not](a-link.md)`")]
    public void a_link_that_leads_somewhere_is_allowed(string link) => InMadeUpPages("docs/README.md", link).ShouldBeEmpty();

    [Fact]
    public void a_page_that_nobody_links_to_is_seen() =>
        Unreached([("README.md", "[a](docs/a.md)"), ("docs/a.md", ""), ("docs/b.md", "[a](a.md)")]).Single().ShouldStartWith("docs/b.md");

    [Fact]
    public void a_concept_that_is_missing_from_the_architecture_is_seen()
    {
        string[] files = ["src/LandLedger/Plots/Plot.cs", "src/LandLedger/Audit/AuditTrail.cs", "src/LandLedger/Program.cs"];
        Unmentioned("`Plots` and Auditors", files).Single().ShouldContain("Audit");
        Unmentioned("`Plots`, `Audit`", files).ShouldBeEmpty();
        Unmentioned(null, files).Single().ShouldContain("missing");
    }

    private static IEnumerable<string> Broken(string page, string text, IReadOnlyList<string> files, Func<string, string> read)
    {
        foreach (var target in Targets(text))
        {
            var (path, heading) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, "");
            var resolved = path.Length == 0 ? page : Resolve(page, path);
            var isFile = files.Contains(resolved);
            if (!isFile && !files.Any(file => file.StartsWith(resolved.TrimEnd('/') + "/", StringComparison.Ordinal)))
                yield return $"{page}: link to {target}: there is no {resolved}; mend the link or write the page.";
            else if (heading.Length > 0 && (!isFile || !Headings(read(resolved)).Contains(heading)))
                yield return $"{page}: link to {target}: {resolved} has no such heading.";
        }
    }

    private static IEnumerable<string> Unreached((string Path, string Text)[] pages)
    {
        var reached = pages.SelectMany(page => Targets(page.Text).Select(target => Resolve(page.Path, target.Split('#')[0]))).ToHashSet();
        return from page in pages
               where page.Path.StartsWith("docs/", StringComparison.Ordinal) && !reached.Contains(page.Path)
                   && !reached.Any(folder => Path.GetDirectoryName(page.Path)!.Replace('\\', '/') == folder.TrimEnd('/') && !folder.EndsWith(".md", StringComparison.Ordinal))
               select $"{page.Path}: no page links to it: link it from docs/README.md, or nobody will find it.";
    }

    private static IEnumerable<string> Unmentioned(string? architecture, IReadOnlyList<string> files)
    {
        if (architecture is null)
            return [$"{Architecture} is missing: write the one page that says where everything is."];
        return from folder in files.Select(path => path.Split('/')).Where(parts => parts is ["src", "LandLedger", _, _, ..]).Select(parts => parts[2]).Distinct()
               where folder != "Properties" && !Regex.IsMatch(architecture, $@"\b{folder}\b")
               select $"{Architecture} does not name {folder}: say in one sentence what the folder is about.";
    }

    private static IEnumerable<string> Targets(string text) =>
        from Match link in Link().Matches(InlineCode().Replace(Fence().Replace(text, ""), ""))
        let target = link.Groups[1].Value
        where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        select target;

    private static string Resolve(string page, string target) =>
        Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(page) ?? "", target))).Replace('\\', '/');

    private static IEnumerable<string> Headings(string text) =>
        from Match heading in Heading().Matches(Fence().Replace(text, ""))
        select string.Concat(heading.Groups[1].Value.Trim().ToLowerInvariant()
            .Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '_')).Replace(' ', '-');

    private static IEnumerable<string> Pages() => House.Files.Where(path => path.EndsWith(".md", StringComparison.Ordinal));

    private static IEnumerable<string> InMadeUpPages(string page, string text)
    {
        var pages = new Dictionary<string, string>
        {
            ["docs/README.md"] = "# The map\n", ["docs/concepts.md"] = "# Concepts\n## Why append-only?\n", ["docs/reference/http.md"] = "",
        };
        return Broken(page, text, [.. pages.Keys], path => pages[path]);
    }

    [GeneratedRegex(@"\]\(\s*([^)\s]+)(?:\s+""[^""]*"")?\s*\)")]
    private static partial Regex Link();

    [GeneratedRegex("(?s)```.*?```")]
    private static partial Regex Fence();

    // Code that is itself the text of a link stays: what matters is where the link leads.
    [GeneratedRegex(@"`[^`\n]*`(?!\])")]
    private static partial Regex InlineCode();

    [GeneratedRegex("(?m)^#{1,6} (.+)$")]
    private static partial Regex Heading();
}
