using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>
/// What is not written in this house, and what is written in its place. The words stand in this file alone: as the rule, and as the
/// samples by which each test shows that it sees them.
/// </summary>
public sealed partial class Banned_words
{
    private static readonly Dictionary<string, string> BannedMembers = new()
    {
        ["DateTime.Now"] = "ask the TimeProvider that is injected, and use NodaTime",
        ["DateTime.UtcNow"] = "ask the TimeProvider that is injected, and use NodaTime",
        ["DateTime.Today"] = "ask the TimeProvider that is injected, and use NodaTime",
        ["DateTimeOffset.Now"] = "ask the TimeProvider that is injected, and use NodaTime",
        ["DateTimeOffset.UtcNow"] = "ask the TimeProvider that is injected, and use NodaTime",
        ["Thread.Sleep"] = "await what you wait for; it blocks a thread of the pool",
    };

    private static readonly Dictionary<string, string> BannedInTests = new()
    {
        ["Task.Delay"] = "wait for the condition itself with Calls.Eventually; a pause is either too short or too long",
        ["Thread.Sleep"] = "wait for the condition itself with Calls.Eventually; a pause is either too short or too long",
        ["Random.Shared"] = "use new Random(seed), so that a failure can be repeated",
    };

    [Fact]
    public void nothing_in_src_is_banned() => House.In("src").SelectMany(InSource).ShouldFindNothing();

    [Fact]
    public void nothing_in_tests_is_banned() => House.In("tests").SelectMany(InTest).ShouldFindNothing();

    [Fact]
    public void no_package_that_makes_mocks_or_random_data_is_referenced() =>
        House.Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) || path == "Directory.Packages.props")
            .SelectMany(path => MockPackages(path, House.Read(path))).ShouldFindNothing();

    [Theory]
    [InlineData("var now = DateTime.Now;")]
    [InlineData("var now = System.DateTime.UtcNow;")]
    [InlineData("var now = DateTimeOffset.UtcNow;")]
    [InlineData("Thread.Sleep(10);")]
    [InlineData("var answer = AskAsync().Result;")]
    [InlineData("#region Reading\n#endregion")]
    [InlineData("#pragma warning disable CA1000\nvar x = 1;")]
    [InlineData("// TODO: later")]
    [InlineData("/* FIXME */")]
    [InlineData("/// <summary>HACK</summary>\nclass A;")]
    [InlineData("dynamic anything = 1;")]
    [InlineData("class A { static int count; }")]
    [InlineData("class A { public static string Name { get; set; } }")]
    [InlineData("throw new NotImplementedException();")]
    [InlineData("session.Events.Append(id, fact);")]
    [InlineData("return MartenOps.Append(id, fact);")]
    [InlineData("File.Move(draft, path);")]
    [InlineData("File.Move(draft, path, overwrite: false);")]
    [InlineData("System.IO.File.Move(draft, path, false);")]
    public void each_is_seen_in_src(string code) => InSource(new("src/LandLedger/Plots/Bad.cs", code)).Count().ShouldBe(1);

    [Theory]
    [InlineData("var words = \"TODO, DateTime.Now, Thread.Sleep\";")]
    [InlineData("#pragma warning disable CA1000 // The type is generic because the store asks for it.\nvar x = 1;")]
    [InlineData("class A { static readonly int Count = 1; const int Most = 2; public static int Least { get; } = 0; }")]
    [InlineData("var now = clock.GetUtcNow();")]
    [InlineData("class A { string Result => \"\"; }")]
    [InlineData("session.Events.AppendOptimistic(id, fact); text.Append('x');")]
    [InlineData("File.Move(draft, path, overwrite: true);")]
    public void what_only_looks_alike_is_allowed(string code) => InSource(new("src/LandLedger/Plots/Good.cs", code)).ShouldBeEmpty();

    [Theory]
    [InlineData("await Task.Delay(100);")]
    [InlineData("Thread.Sleep(1);")]
    [InlineData("var random = new Random();")]
    [InlineData("Random random = new();")]
    [InlineData("var one = Random.Shared.Next();")]
    [InlineData("using NSubstitute;")]
    [InlineData("using Moq;")]
    public void each_is_seen_in_tests(string code) => InTest(new("tests/LandLedger.Tests/Plots/Bad.cs", code)).Count().ShouldBe(1);

    [Fact]
    public void a_fixed_seed_is_allowed() => InTest(new("tests/A.cs", "var random = new Random(20251001);")).ShouldBeEmpty();

    [Theory]
    [InlineData("Moq")]
    [InlineData("NSubstitute")]
    [InlineData("FakeItEasy")]
    [InlineData("Bogus")]
    public void a_package_that_makes_mocks_or_random_data_is_seen(string package) =>
        MockPackages("a.csproj", $"""<PackageReference Include="{package}" />""").Count().ShouldBe(1);

    private static IEnumerable<string> InSource(SourceFile file) =>
        [.. Members(file, BannedMembers), .. Blocking(file), .. Directives(file), .. Promises(file), .. State(file), .. Appends(file), .. Moves(file)];

    private static IEnumerable<string> InTest(SourceFile file)
    {
        foreach (var finding in Members(file, BannedInTests))
            yield return finding;
        foreach (var use in file.All<UsingDirectiveSyntax>().Where(use => MockPackage().IsMatch(use.Name?.ToString() ?? "")))
            yield return $"{file.At(use)}: {use.Name}: use the real thing; here that is PostgreSQL, HTTP and processes.";
        foreach (var made in file.All<BaseObjectCreationExpressionSyntax>()
            .Where(made => made.ArgumentList is null or { Arguments.Count: 0 }))
        {
            var type = made is ObjectCreationExpressionSyntax named ? named.Type.ToString()
                : made.FirstAncestorOrSelf<VariableDeclarationSyntax>()?.Type.ToString();
            if (type is "Random" or "System.Random")
                yield return $"{file.At(made)}: new Random() without a seed: give a fixed seed, so that a failure can be repeated.";
        }
    }

    private static IEnumerable<string> Members(SourceFile file, Dictionary<string, string> banned) =>
        from access in file.All<MemberAccessExpressionSyntax>()
        let written = $"{access.Expression.ToString().Split('.')[^1]}.{access.Name.Identifier.Text}"
        where banned.ContainsKey(written)
        select $"{file.At(access)}: {written}: {banned[written]}.";

    // The one place that knows what to do where a file has no second name.
    private static IEnumerable<string> Moves(SourceFile file) =>
        from call in file.All<InvocationExpressionSyntax>()
        where call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Move" } move && move.Expression.ToString().Split('.')[^1] == "File"
            && call.ArgumentList.Arguments.ElementAtOrDefault(2)?.Expression.IsKind(SyntaxKind.TrueLiteralExpression) != true
            && !file.Path.EndsWith("/FileNames.cs", StringComparison.Ordinal)
        select $"{file.At(call)}: {call}: give the name with FileNames.Give; another process may take it while this one looks.";

    private static IEnumerable<string> Blocking(SourceFile file) =>
        from access in file.All<MemberAccessExpressionSyntax>()
        where access.Name.Identifier.Text == "Result" && access.Parent is not InvocationExpressionSyntax
        select $"{file.At(access)}: {access}: await the task; .Result blocks a thread and can lock up.";

    private static IEnumerable<string> Directives(SourceFile file)
    {
        foreach (var region in file.Directives.OfType<RegionDirectiveTriviaSyntax>())
            yield return $"{file.At(region)}: #region: split the file instead of folding it.";
        foreach (var pragma in file.Directives.OfType<PragmaWarningDirectiveTriviaSyntax>())
        {
            if (pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword)
                && !pragma.ToFullString().Contains("//", StringComparison.Ordinal))
                yield return $"{file.At(pragma)}: #pragma warning disable without a reason: mend the cause, or say why on the same line.";
        }
    }

    private static IEnumerable<string> Promises(SourceFile file)
    {
        foreach (var comment in file.Comments.Where(comment => Promise().IsMatch(comment.ToFullString())))
            yield return $"{file.At(comment)}: {Promise().Match(comment.ToFullString()).Value}: do it now, or write an issue; the tree "
                + "holds no promises.";
        foreach (var name in file.All<IdentifierNameSyntax>().Where(name => name.Identifier.Text == "NotImplementedException"))
            yield return $"{file.At(name)}: NotImplementedException: write it, or leave the member out.";
        foreach (var name in file.All<IdentifierNameSyntax>().Where(name => name.Identifier.Text == "dynamic"))
            yield return $"{file.At(name)}: dynamic: name the type, so that the compiler checks it.";
    }

    private static IEnumerable<string> State(SourceFile file)
    {
        foreach (var field in file.All<FieldDeclarationSyntax>().Where(field => Has(field, SyntaxKind.StaticKeyword)))
        {
            if (!Has(field, SyntaxKind.ReadOnlyKeyword))
                yield return $"{file.At(field)}: static field that changes: keep state in an instance that the container owns.";
        }

        foreach (var property in file.All<PropertyDeclarationSyntax>().Where(property => Has(property, SyntaxKind.StaticKeyword)))
        {
            if (property.AccessorList?.Accessors.Any(accessor =>
                accessor is { RawKind: (int)SyntaxKind.SetAccessorDeclaration, Body: null, ExpressionBody: null }) == true)
                yield return $"{file.At(property)}: static property that changes: keep state in an instance that the container owns.";
        }

        static bool Has(MemberDeclarationSyntax member, SyntaxKind keyword) => member.Modifiers.Any(keyword);
    }

    private static IEnumerable<string> Appends(SourceFile file) =>
        from call in file.All<InvocationExpressionSyntax>()
        let called = call.Expression.ToString()
        where called == "MartenOps.Append" || called == "Events.Append" || called.EndsWith(".Events.Append", StringComparison.Ordinal)
        where !call.ArgumentList.Arguments.Any(argument => argument.NameColon?.Name.Identifier.Text == "expectedVersion")
        select $"{file.At(call)}: {called}: an append names the version that it builds on, or the stored card says version 0: "
            + "use [WriteAggregate], FetchForWriting or AppendOptimistic.";

    private static IEnumerable<string> MockPackages(string path, string project) =>
        from Match reference in Reference().Matches(project)
        where MockPackage().IsMatch(reference.Groups[1].Value)
        select $"{path}: {reference.Groups[1].Value}: use the real thing, and fixed data with human names.";

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Promise();

    [GeneratedRegex(@"^(Moq|NSubstitute|FakeItEasy|Bogus|AutoFixture)\b")]
    private static partial Regex MockPackage();

    [GeneratedRegex("<Package(?:Reference|Version) Include=\"([^\"]+)\"")]
    private static partial Regex Reference();
}
