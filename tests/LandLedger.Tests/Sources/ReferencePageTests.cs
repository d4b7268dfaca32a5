using System.Runtime.CompilerServices;
using LandLedger.Sources;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Sources;

public sealed class ReferencePageTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));

    [Fact]
    public void the_reference_page_explains_every_code_as_the_list_does()
    {
        var page = File.ReadAllText(Path.Combine(Root, "docs", "reference", "sources.md"));
        foreach (var code in ReadingCodes.All)
            page.ShouldContain($"| `{code.Code}` | {code.Vi} | {code.En} |");
    }

    [Fact]
    public void no_code_is_explained_that_no_reader_gives()
    {
        var sources = Path.Combine(Root, "src", "LandLedger.Sources");
        var code = string.Concat(Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        ReadingCodes.All.Where(known => !code.Contains($"{known.Code}\"", StringComparison.Ordinal)).Select(known => known.Code).ShouldBeEmpty();
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
