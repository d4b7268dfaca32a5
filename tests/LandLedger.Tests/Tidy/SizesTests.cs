using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>What fits on a page is read; what does not is skimmed.</summary>
public sealed class Sizes
{
    private const int MostLines = 300;
    private const int MostLinesOfAMethod = 60;
    private const int MostCharacters = 160;

    [Fact]
    public void no_file_method_or_line_is_too_long() => House.Sources.SelectMany(TooLong).ShouldFindNothing();

    [Fact]
    public void a_long_file_is_seen()
    {
        TooLong(new("src/A.cs", Lines(MostLines, "// a"))).ShouldBeEmpty();
        TooLong(new("src/A.cs", Lines(MostLines + 1, "// a"))).Single().ShouldContain("301 lines");
    }

    [Fact]
    public void a_long_method_is_seen()
    {
        TooLong(new("src/A.cs", Method(MostLinesOfAMethod))).ShouldBeEmpty();
        TooLong(new("src/A.cs", Method(MostLinesOfAMethod + 1))).Single().ShouldContain("Read has 61 lines");
    }

    [Fact]
    public void a_long_constructor_local_function_or_accessor_is_seen()
    {
        var body = Lines(61, "        Read();");
        TooLong(new("src/A.cs", $"class A {{\n A()\n{{\n{body}}}\n}}")).Count().ShouldBe(1);
        TooLong(new("src/A.cs", $"class A {{\n int B\n{{\n get\n{{\n{body}return 1; }}\n}}\n}}")).Count().ShouldBe(1);
        TooLong(new("src/A.cs", $"void Write()\n{{\n{body}}}\n")).Count().ShouldBe(1);
    }

    [Fact]
    public void a_long_line_is_seen()
    {
        TooLong(new("src/A.cs", new string('ộ', MostCharacters))).ShouldBeEmpty();
        TooLong(new("src/A.cs", "class A;\n" + new string('ộ', MostCharacters + 1))).Single().ShouldStartWith("src/A.cs:2: ");
    }

    private static IEnumerable<string> TooLong(SourceFile file)
    {
        var lines = file.Lines[^1].Length == 0 ? file.Lines.Length - 1 : file.Lines.Length;
        if (lines > MostLines)
            yield return $"{file.Path}: {lines} lines: a file is one thing and at most {MostLines} lines; give the second thing a file of "
                + "its own.";
        foreach (var method in file.All<SyntaxNode>().Where(IsMethod))
        {
            var span = method.GetLocation().GetLineSpan();
            var length = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (length > MostLinesOfAMethod)
                yield return $"{file.At(method)}: {NameOf(method)} has {length} lines: at most {MostLinesOfAMethod}; name its steps.";
        }

        for (var line = 0; line < file.Lines.Length; line++)
        {
            if (file.Lines[line].Length > MostCharacters)
                yield return $"{file.Path}:{line + 1}: {file.Lines[line].Length} characters: a line has at most {MostCharacters}; break "
                    + "it.";
        }
    }

    private static bool IsMethod(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax;

    private static string NameOf(SyntaxNode method) => method switch
    {
        MethodDeclarationSyntax named => named.Identifier.Text,
        LocalFunctionStatementSyntax local => local.Identifier.Text,
        ConstructorDeclarationSyntax made => made.Identifier.Text,
        _ => "a member",
    };

    private static string Lines(int count, string line) => string.Concat(Enumerable.Repeat(line + "\n", count));

    private static string Method(int lines) => $"class A\n{{\n    void Read()\n    {{\n{Lines(lines - 3, "        Read();")}    }}\n}}\n";
}
