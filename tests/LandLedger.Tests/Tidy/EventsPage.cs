using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NodaTime;

namespace LandLedger.Tests.Tidy;

/// <summary>Writes the reference page of the events from what is said where they are declared, and from their golden samples.</summary>
public static class EventsPage
{
    /// <summary>Where the page is.</summary>
    public const string Path = "docs/reference/events.md";

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The page as it should be now.</summary>
    public static string Write()
    {
        var declared = House.In("src/LandLedger").SelectMany(file => file.Types).GroupBy(type => type.Identifier.Text)
            .ToDictionary(group => group.Key, group => group.First());
        var page = new StringBuilder(
            """
            # Events

            Everything that can happen to a plot, in the order of its life. Each is stored once and never changed; a mistake is corrected by a
            later event. Who recorded it, in what role, from where, when and why is kept beside each event and is not part of it. People appear
            by the id under which the person vault knows them, never by name.

            This page is written by a test from the comments in `PlotEvents.cs` and from the samples in `tests/LandLedger.Tests/Golden`:
            `LEDGER_WRITE_DOCS=1 bash tests/run.sh`.


            """);
        foreach (var type in LedgerEvents.All)
        {
            page.Append(null, $"## {LedgerEvents.Alias(type)}\n\n{Summary(declared[type.Name])}\n\n");
            Table(page, type, declared[type.Name]);
            page.Append(null, $"```json\n{House.Read(LedgerEvents.GoldenPath(type))}```\n\n");
        }

        page.Append("## Values inside events\n\n");
        foreach (var type in Values())
        {
            page.Append(null, $"### {type.Name}\n\n{Summary(declared[type.Name])}\n\n");
            if (type.IsEnum)
                Words(page, (EnumDeclarationSyntax)declared[type.Name]);
            else
                Table(page, type, declared[type.Name]);
        }

        return page.ToString().TrimEnd() + "\n";
    }

    private static void Table(StringBuilder page, Type type, BaseTypeDeclarationSyntax declaration)
    {
        page.Append("| member | form | meaning |\n|---|---|---|\n");
        foreach (var (name, _, said) in LedgerEvents.Members((RecordDeclarationSyntax)declaration))
        {
            var property = type.GetProperty(name)!;
            var optional = Nullability.Create(property).ReadState == NullabilityState.Nullable ? ", or null" : "";
            page.Append(null, $"| `{Camel(name)}` | {Form(property.PropertyType)}{optional} | {said} |\n");
        }

        page.Append('\n');
    }

    private static void Words(StringBuilder page, EnumDeclarationSyntax declaration)
    {
        page.Append("| word | meaning |\n|---|---|\n");
        foreach (var member in declaration.Members)
            page.Append(null, $"| `{Camel(member.Identifier.Text)}` | {LedgerEvents.Prose(LedgerEvents.Documentation(member)?.Element("summary"))} |\n");
        page.Append('\n');
    }

    private static string Form(Type member)
    {
        var type = Nullable.GetUnderlyingType(member) ?? member;
        return type switch
        {
            { IsArray: true } => $"list of {Form(type.GetElementType()!)}",
            _ when type == typeof(Guid) => "UUID",
            _ when type == typeof(string) => "text",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) || type == typeof(long) => "whole number",
            _ when type == typeof(decimal) => "decimal, as text",
            _ when type == typeof(LocalDate) => "date `yyyy-MM-dd`",
            _ when type == typeof(Instant) => "instant in UTC",
            _ => $"[{type.Name}](#{type.Name.ToLowerInvariant()})",
        };
    }

    // Records and enums in the order in which the events use them.
    private static List<Type> Values()
    {
        var found = new List<Type>();
        foreach (var type in LedgerEvents.All)
            Visit(type);
        return found;

        void Visit(Type type)
        {
            foreach (var property in type.GetProperties())
            {
                var member = property.PropertyType.IsArray ? property.PropertyType.GetElementType()! : property.PropertyType;
                member = Nullable.GetUnderlyingType(member) ?? member;
                if (member.Assembly != type.Assembly || found.Contains(member))
                    continue;
                found.Add(member);
                if (!member.IsEnum)
                    Visit(member);
            }
        }
    }

    private static string Summary(BaseTypeDeclarationSyntax declaration) =>
        LedgerEvents.Prose(LedgerEvents.Documentation(declaration)?.Element("summary"));

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
