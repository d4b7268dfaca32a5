using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LandLedger.Policies;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Policies;

public sealed class Documents_of_policies
{
    [Fact]
    public void the_shipped_one_is_called_by_its_version_and_the_hash_of_its_bytes()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SamplePolicy.Document())));
        var active = PolicyShelf.Load(null, TimeProvider.System).Active;
        (active.Identity, active.Sha256).ShouldBe(($"reconciliation-1 sha256:{hash[..12]}", hash));
    }

    [Theory]
    [InlineData("preferredSources", """{"owner":["PL3"]}""", "preferredSources.owner")]
    [InlineData("preferredSources", """{"address":["ELIS"]}""", "preferredSources.address")]
    [InlineData("preferredSources", """{"address":["PL3","PL3"]}""", "preferredSources.address")]
    [InlineData("preferredSources", """{"holders":["PL3"]}""", "preferredSources.holders")]
    [InlineData("preferredSources", """{"areaSquareMetres":["PL3"]}""", "preferredSources.areaSquareMetres")]
    [InlineData("proposedSources", """{"owner":["PL3"]}""", "proposedSources.owner")]
    [InlineData("areaTolerance", """{"squareMetres":"-0.1","relative":"0.001"}""", "areaTolerance.squareMetres")]
    [InlineData("areaTolerance", """{"squareMetres":"0.1","relative":"-1"}""", "areaTolerance.relative")]
    [InlineData("areaTolerance", """{"squareMetres":"0.1"}""", "areaTolerance.relative")]
    [InlineData("areaTolerance", """{"squareMetres":"0.1","relative":"0.001","colour":1}""", "areaTolerance.colour")]
    [InlineData("areaTolerance", """{"squareMetres":true,"relative":"0.001"}""", "areaTolerance.squareMetres")]
    [InlineData("fillGaps", """["holders"]""", "fillGaps")]
    [InlineData("alwaysHuman", """["holders","landUses","plotCode"]""", "alwaysHuman")]
    [InlineData("alwaysHuman", """["areaSquareMetres","landUses","plotCode"]""", "alwaysHuman")]
    [InlineData("alwaysHuman", """["holders","areaSquareMetres","landUses","plotCode","owner"]""", "alwaysHuman")]
    [InlineData("together", """[["holders"]]""", "together")]
    [InlineData("version", "0", "version")]
    [InlineData("version", "\"1\"", "version")]
    [InlineData("validFrom", "\"soon\"", "validFrom")]
    [InlineData("name", "\"\"", "name")]
    [InlineData("colour", "1", "colour")]
    public void one_that_says_what_no_policy_may_say_is_refused_with_file_and_member(string member, string value, string named)
    {
        var refused = Should.Throw<PolicyRefusedException>(() => SamplePolicy.With(policy => policy[member] = JsonNode.Parse(value)));
        refused.Member.ShouldBe(named, refused.Message);
        refused.Message.ShouldStartWith($"made.json: {named}: ");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"name":"a","name":"b"}""")]
    public void what_is_no_document_is_refused(string text) =>
        Should.Throw<PolicyRefusedException>(() => PolicyDocument.Read("made.json", Encoding.UTF8.GetBytes(text)))
            .Message.ShouldStartWith("made.json: ");

    [Fact]
    public void one_without_a_member_is_refused_and_the_member_named() =>
        Should.Throw<PolicyRefusedException>(() => SamplePolicy.With(policy => policy.Remove("together"))).Member.ShouldBe("together");
}

public sealed class The_shelf_of_policies
{
    [Theory]
    [InlineData("2026-03-31T16:59:59Z", 1)]
    [InlineData("2026-03-31T17:00:00Z", 2)]
    [InlineData("2027-01-01T00:00:00Z", 2)]
    public void the_newest_whose_day_has_come_in_the_province_is_in_force(string now, int version) =>
        Shelf(now, Version(1, "2025-09-01"), Version(3, "2030-01-01"), Version(2, "2026-04-01")).Active.Version.ShouldBe(version);

    [Fact]
    public void two_documents_of_one_version_are_refused() =>
        Should.Throw<PolicyRefusedException>(() => Shelf("2026-01-01T00:00:00Z", Version(1, "2025-09-01"), Version(1, "2026-01-01")))
            .Message.ShouldBe("b.json: version: reconciliation-1 is the version of a.json already.");

    [Fact]
    public void a_shelf_on_which_nothing_is_in_force_is_refused() =>
        Should.Throw<PolicyRefusedException>(() => Shelf("2025-01-01T00:00:00Z", Version(1, "2025-09-01"))).Member.ShouldBe("validFrom");

    [Fact]
    public async Task a_document_in_the_folder_comes_beside_the_shipped_one_or_stops_the_start()
    {
        var folder = Directory.CreateTempSubdirectory("policies-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "second.json"), Document(2, "2026-01-01"));
            PolicyShelf.Load(folder, TimeProvider.System).All.Select(policy => policy.Version).ShouldBe([1, 2]);

            await File.WriteAllTextAsync(Path.Combine(folder, "again.json"), Document(1, "2026-01-01"));
            var (exitCode, _, errors) = await LedgerProcess.EndOf(new Dictionary<string, string>
            {
                ["ConnectionStrings__ledger"] = await TestCluster.NewDatabaseAsync(), ["Ledger__Policies"] = folder,
            });
            exitCode.ShouldBe(78);
            errors.ShouldBe(["again.json: version: reconciliation-1 is the version of reconciliation-1.json already."]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static PolicyShelf Shelf(string now, params ReconciliationPolicy[] policies) =>
        new(policies.Select((policy, at) => ($"{(char)('a' + at)}.json", policy)), new Stopped(DateTimeOffset.Parse(now, null)));

    private static ReconciliationPolicy Version(int version, string validFrom) =>
        PolicyDocument.Read("made.json", Encoding.UTF8.GetBytes(Document(version, validFrom)));

    private static string Document(int version, string validFrom) => SamplePolicy.Document(policy =>
    {
        policy["version"] = version;
        policy["validFrom"] = validFrom;
    });

    private sealed class Stopped(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
