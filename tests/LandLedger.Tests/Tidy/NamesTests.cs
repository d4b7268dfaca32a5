using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>Types and folders are called by what they are in the field, not by what they are for the programmer.</summary>
public sealed partial class Names
{
    private static readonly string[] Banned =
    [
        "Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Service", "Services", "Common", "Misc",
        "Base", "Impl", "Dto", "Dtos",
    ];

    [Fact]
    public void no_type_or_folder_has_an_empty_name() =>
        House.Sources.SelectMany(file => file.Types.Select(type => (Name: type.Identifier.Text, Where: file.At(type))))
            .Concat(House.Files.SelectMany(path => path.Split('/')[..^1]).Distinct().Select(folder => (Name: folder, Where: $"folder {folder}")))
            .SelectMany(named => Empty(named.Name, named.Where)).ShouldFindNothing();

    [Theory]
    [InlineData("PlotManager")]
    [InlineData("StringHelpers")]
    [InlineData("DateUtil")]
    [InlineData("ImportService")]
    [InlineData("CommonRules")]
    [InlineData("BaseProjection")]
    [InlineData("PlotBase")]
    [InlineData("KeyVaultImpl")]
    [InlineData("PlotDto")]
    [InlineData("PlotRegisteredV2")]
    [InlineData("PlotAggregateHandler")]
    [InlineData("LandLedger.Common")]
    public void an_empty_name_is_seen(string name) => Empty(name, "here").ShouldNotBeEmpty();

    [Theory]
    [InlineData("LedgerDatabase")]
    [InlineData("Database")]
    [InlineData("VnLis")]
    [InlineData("Utilisation")]
    [InlineData("SealedFolder")]
    [InlineData("AggregateState")]
    public void a_name_that_only_contains_the_letters_is_allowed(string name) => Empty(name, "here").ShouldBeEmpty();

    private static IEnumerable<string> Empty(string name, string where)
    {
        foreach (Match word in Word().Matches(name))
        {
            if (Banned.Contains(word.Value) || Version().IsMatch(word.Value))
                yield return $"{where}: {name}: '{word.Value}' says nothing; name the thing as a land clerk would.";
        }

        if (name.Contains("AggregateHandler", StringComparison.Ordinal))
            yield return $"{where}: {name}: Wolverine gives this ending a meaning of its own; name the command.";
    }

    [GeneratedRegex(@"\p{Lu}+(?!\p{Ll})\d*|\p{Lu}?\p{Ll}+|\d+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^V\d+$")]
    private static partial Regex Version();
}
