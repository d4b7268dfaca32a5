using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LandLedger.Tests.Tidy;

/// <summary>A C# file as the compiler's own parser reads it, so that a word inside a text is not taken for code.</summary>
/// <param name="path">Where it is, relative to the root, with forward slashes.</param>
/// <param name="text">What it says.</param>
public sealed class SourceFile(string path, string text)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview, DocumentationMode.Parse);

    private readonly Lazy<CompilationUnitSyntax> unit = new(() =>
        CSharpSyntaxTree.ParseText(text, Options, path).GetCompilationUnitRoot());

    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>What it says.</summary>
    public string Text { get; } = text;

    /// <summary>Its lines.</summary>
    public string[] Lines { get; } = text.Split('\n');

    /// <summary>Its file name.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Its folder.</summary>
    public string Folder => Path[..Path.LastIndexOf('/')];

    /// <summary>Every type it declares.</summary>
    public IEnumerable<BaseTypeDeclarationSyntax> Types => All<BaseTypeDeclarationSyntax>();

    /// <summary>Every comment and documentation comment.</summary>
    public IEnumerable<SyntaxTrivia> Comments =>
        unit.Value.DescendantTrivia().Where(trivia => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia);

    /// <summary>Every directive, such as <c>#pragma</c>.</summary>
    public IEnumerable<DirectiveTriviaSyntax> Directives =>
        unit.Value.DescendantNodes(descendIntoTrivia: true).OfType<DirectiveTriviaSyntax>();

    /// <summary>Every piece of code of one kind, comments left out.</summary>
    public IEnumerable<T> All<T>()
        where T : SyntaxNode => unit.Value.DescendantNodes().OfType<T>();

    /// <summary>File and line, as an editor opens it.</summary>
    public string At(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    /// <summary>File and line, as an editor opens it.</summary>
    public string At(SyntaxTrivia trivia) => $"{Path}:{trivia.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
