using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>Pages that are written from the code say what the code says.</summary>
public sealed class Reference_pages
{
    private static readonly bool Write = Environment.GetEnvironmentVariable("LEDGER_WRITE_DOCS") == "1";

    [Fact]
    public void of_the_events_is_up_to_date() => Compare(EventsPage.Path, EventsPage.Write());

    [Fact]
    public void of_the_problems_is_up_to_date() => Compare(ProblemsPage.Path, ProblemsPage.Write());

    [Fact]
    public void leave_nothing_unexplained() =>
        new[] { EventsPage.Write(), ProblemsPage.Write() }.SelectMany(Unexplained).ShouldFindNothing();

    [Fact]
    public void that_are_stale_or_missing_are_seen()
    {
        Stale("docs/a.md", "# A\nnew\n", "# A\nnew\n").ShouldBeEmpty();
        Stale("docs/a.md", "# A\r\nnew\r\n", "# A\nnew\n").ShouldBeEmpty();
        Stale("docs/a.md", "# A\nold\n", "# A\nnew\n").Single().ShouldStartWith("docs/a.md:2: ");
        Stale("docs/a.md", "# A\n", "# A\nnew\n").Single().ShouldStartWith("docs/a.md:2: ");
        Stale("docs/a.md", null, "# A\n").Single().ShouldContain("LEDGER_WRITE_DOCS=1");
    }

    [Fact]
    public void with_an_empty_cell_are_seen()
    {
        Unexplained("| `field` | text |  |\n").Count().ShouldBe(1);
        Unexplained("| `field` | text | The field. |\n").ShouldBeEmpty();
    }

    private static void Compare(string path, string made)
    {
        var file = Path.Combine(House.Root, path);
        if (Write)
            File.WriteAllText(file, made);
        Stale(path, File.Exists(file) ? File.ReadAllText(file) : null, made).ShouldFindNothing();
    }

    private static IEnumerable<string> Stale(string path, string? stored, string made)
    {
        var now = made.Split('\n');
        var then = stored?.ReplaceLineEndings("\n").Split('\n') ?? [];
        for (var line = 0; line < Math.Max(now.Length, then.Length); line++)
        {
            if (now.ElementAtOrDefault(line) != then.ElementAtOrDefault(line))
                return [$"{path}:{line + 1}: stale. Write it anew with LEDGER_WRITE_DOCS=1 bash tests/run.sh, read what changed, and commit it."];
        }

        return [];
    }

    private static IEnumerable<string> Unexplained(string page) =>
        from line in page.Split('\n')
        where line.StartsWith('|') && line.Trim('|').Split('|').Any(cell => cell.Trim().Length == 0)
        select $"{line}: say what it is, in the <param> or <summary> where it is declared.";
}
