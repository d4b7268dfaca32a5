using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>The project speaks of land records and of itself: not of the machine it was written on, nor of how the work went.</summary>
public sealed partial class Leftovers
{
    private static readonly string[] KnownHosts =
        ["127.0.0.1", "0.0.0.0", "localhost", "witness", "schemas.openxmlformats.org", "www.w3.org", "example.org", "json-schema.org", "opengis.net",
            "www.opengis.net"];

    private static readonly string[] KnownKinds =
    [
        ".cs", ".razor", ".css", ".js", ".html", ".svg", ".csproj", ".props", ".targets", ".sln", ".json", ".csv", ".txt", ".md", ".yml",
        ".yaml",
        ".sh", ".sql", ".editorconfig", ".gitignore", ".gitattributes", ".dockerignore",
    ];

    // Files that only a test or the console needs as bytes.
    private static readonly string[] KindsOfSamples = [".xlsx", ".xls", ".xml", ".zip", ".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff",
        ".bin", ".woff2", ".ico"];

    [Fact]
    public void are_not_in_any_text() => House.Files.Where(IsText).SelectMany(path => InText(path, House.Read(path))).ShouldFindNothing();

    [Fact]
    public void are_not_in_comments_and_pages() =>
        House.Sources.SelectMany(file =>
            file.Comments.SelectMany(comment => OfProcess(file.At(comment), comment.ToFullString(), House.Files)))
            .Concat(House.Files.Where(path => path.EndsWith(".md", StringComparison.Ordinal))
                .SelectMany(path => OfProcess(path, House.Read(path), [])))
            .ShouldFindNothing();

    [Fact]
    public void are_not_among_the_files() => House.Files.SelectMany(Stray).ShouldFindNothing();

    [Theory]
    [InlineData("\"/wo", "rk/shared/real\"")]
    [InlineData("see /ro", "ot/.config")]
    [InlineData("in /ho", "me/anna/src")]
    [InlineData("C:\\Us", "ers\\anna")]
    [InlineData("https:/", "/packages.in-house.test/v3/index.json")]
    [InlineData("http:/", "/10.0.0.7:8080/")]
    public void a_place_of_one_machine_or_a_strange_host_is_seen(string first, string rest) =>
        InText("docs/a.md", first + rest).Count().ShouldBe(1);

    [Theory]
    [InlineData("http://127.0.0.1:5080/ and http://localhost")]
    [InlineData("homework/rooted, /api/v1/plots, /var/lib/postgresql")]
    [InlineData("$\"http://127.0.0.1:{port}\" and http://+:8080")]
    public void places_that_every_machine_has_are_allowed(string text) => InText("docs/a.md", text).ShouldBeEmpty();

    [Theory]
    [InlineData("// see issue #12")]
    [InlineData("// Slice 4.2 asked for this")]
    [InlineData("/// <summary>Fixes bug 7.</summary>")]
    [InlineData("// as the ticket says")]
    [InlineData("// decided in the last session of the team")]
    [InlineData("// as docs/plan-of-work.md says")]
    [InlineData("// resolution #15")]
    public void talk_of_how_the_work_went_is_seen(string comment) =>
        OfProcess("src/A.cs:1", comment, ["docs/concepts.md"]).Count().ShouldBe(1);

    [Theory]
    [InlineData("// Members keep to the event profile (docs/concepts.md).")]
    [InlineData("// A session without actor throws.")]
    [InlineData("// issued on paper; a slice of bytes")]
    public void talk_of_the_field_is_allowed(string comment) => OfProcess("src/A.cs:1", comment, ["docs/concepts.md"]).ShouldBeEmpty();

    [Theory]
    [InlineData("docs/.DS_Store")]
    [InlineData("src/LandLedger/Plots/Plot.cs.orig")]
    [InlineData("src/LandLedger/bin/Debug/net10.0/LandLedger.dll")]
    [InlineData("src/LandLedger/obj/project.assets.json")]
    [InlineData("src/LandLedger/Internal/Generated/A.cs")]
    [InlineData("tests/LandLedger.Tests/TestResults/a.md")]
    [InlineData("src/LandLedger/vault.key")]
    [InlineData("src/LandLedger/data.xlsx")]
    [InlineData("docs/notes.bak")]
    [InlineData("src/start")]
    [InlineData(".idea/workspace.json")]
    public void a_stray_file_is_seen(string path) => Stray(path).Count().ShouldBe(1);

    [Theory]
    [InlineData("src/LandLedger/Dockerfile")]
    [InlineData(".ci/run")]
    [InlineData("tests/LandLedger.Tests/Sources/Samples/pl3.xlsx")]
    [InlineData(".config/dotnet-tools.json")]
    public void source_doc_and_config_are_allowed(string path) => Stray(path).ShouldBeEmpty();

    private static IEnumerable<string> InText(string path, string text)
    {
        for (var (lines, i) = (text.Split('\n'), 0); i < lines.Length; i++)
        {
            foreach (Match place in MachinePlace().Matches(lines[i]))
                yield return $"{path}:{i + 1}: {place.Value}: that place is on one machine only: use a path relative to the repository, "
                    + "or a setting.";
            foreach (Match address in Address().Matches(lines[i]))
            {
                if (!KnownHosts.Contains(address.Groups[1].Value))
                    yield return $"{path}:{i + 1}: host {address.Groups[1].Value}: the project needs no other host than its own: leave it "
                        + "out, or make it a setting.";
            }
        }
    }

    // No files: any page may be named.
    private static IEnumerable<string> OfProcess(string where, string text, IReadOnlyList<string> files)
    {
        foreach (Match talk in Process().Matches(text))
            yield return $"{where}: '{talk.Value}': say why the code is as it is; how the work went is in the history.";
        if (files.Count == 0)
            yield break;
        foreach (Match page in Page().Matches(text))
        {
            if (!files.Any(path => path == page.Value || path.EndsWith("/" + page.Value, StringComparison.Ordinal)))
                yield return $"{where}: {page.Value}: there is no such page in this tree: name one that a reader can open, or say it here.";
        }
    }

    private static IEnumerable<string> Stray(string path)
    {
        var parts = path.Split('/');
        var kind = Path.GetExtension(path);
        var sample = path.StartsWith("tests/", StringComparison.Ordinal) || parts.Contains("wwwroot");
        if (parts[..^1].Any(part => part is "bin" or "obj" or "Internal" or "TestResults" or "node_modules" or ".vs" or ".idea"))
            yield return $"{path}: builds and editors make this; keep it out of git.";
        else if (!KnownKinds.Contains(kind) && !(sample && KindsOfSamples.Contains(kind)) && parts[^1] != "Dockerfile" && path != ".ci/run")
            yield return $"{path}: neither source, page nor setting: take it out of the tree.";
    }

    private static bool IsText(string path) =>
        KnownKinds.Contains(Path.GetExtension(path)) || path.EndsWith("Dockerfile", StringComparison.Ordinal) || path == ".ci/run";

    // Homebrew's folder on Linux is a place that every such machine has.
    [GeneratedRegex(@"(?<![\w.{}$])/(?:work|root|Users|home(?!/linuxbrew/))/[\w.~-]+|\b[A-Z]:\\Users\\\w+")]
    private static partial Regex MachinePlace();

    [GeneratedRegex(@"\bhttps?://([A-Za-z0-9][A-Za-z0-9.-]*)")]
    private static partial Regex Address();

    [GeneratedRegex(@"(?i)\b(?:issue|bug|ticket|PR)\s*#?\d+|\b(?:issue|PR|resolution)\s+#|\bslice\s+\d|"
        + @"\bas the (?:ticket|issue|plan|brief) (?:says|asks)|"
        + @"\b(?:last|this|earlier|working) session of\b|\bwork[- ]?tree\b|\bhand-?off\b")]
    private static partial Regex Process();

    [GeneratedRegex(@"[\w./-]+\.md\b")]
    private static partial Regex Page();
}
