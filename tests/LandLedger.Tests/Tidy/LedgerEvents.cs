using System.Reflection;
using System.Xml.Linq;
using JasperFx.Events;
using LandLedger.Plots;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LandLedger.Tests.Tidy;

/// <summary>The events that the ledger stores, and what is written about them where they are declared.</summary>
public static class LedgerEvents
{
    /// <summary>Every event of every stream: the lists named <c>Events</c> of the stores.</summary>
    public static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(PlotStore).Assembly.GetTypes().Where(type => type.Name.EndsWith("Store", StringComparison.Ordinal))
            .Select(type => type.GetField("Events", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)).OfType<Type[]>()
            .SelectMany(events => events),
    ];

    /// <summary>The name under which an event is stored.</summary>
    public static string Alias(Type type) => type.GetEventTypeName();

    /// <summary>Where the golden sample of an event is, relative to the root.</summary>
    public static string GoldenPath(Type type) => $"tests/LandLedger.Tests/Golden/{Alias(type)}.json";

    /// <summary>The documentation comment of a declaration, as XML; null when there is none.</summary>
    public static XElement? Documentation(MemberDeclarationSyntax declaration)
    {
        var comment = declaration.GetLeadingTrivia().LastOrDefault(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia));
        var lines = comment.ToFullString().Split('\n').Select(line => line.TrimStart())
            .Select(line => line.StartsWith("///", StringComparison.Ordinal) ? line[3..] : line);
        var text = string.Join('\n', lines);
        return string.IsNullOrWhiteSpace(text) ? null : XElement.Parse($"<doc>{text}</doc>");
    }

    /// <summary>What a documentation element says, as one line of Markdown; empty when it says nothing.</summary>
    public static string Prose(XElement? element)
    {
        var words = string.Concat(element?.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => $"`{(see.Attribute("cref") ?? see.Attribute("langword"))?.Value.Split('.')[^1]}`",
            XElement other => other.Value,
            _ => "",
        }) ?? []);
        return string.Join(' ', words.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The members of a record as it declares them: name, type as written, and what is said of it.</summary>
    public static IEnumerable<(string Name, string Type, string Said)> Members(RecordDeclarationSyntax declaration)
    {
        var documentation = Documentation(declaration);
        return (declaration.ParameterList?.Parameters ?? []).Select(parameter => (parameter.Identifier.Text, parameter.Type!.ToString(),
            Prose(documentation?.Elements("param").FirstOrDefault(param => param.Attribute("name")?.Value == parameter.Identifier.Text))));
    }
}
