using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Counterparts;

/// <summary>The pages that both sides are written from say what the program does.</summary>
public sealed partial class Contract_pages(RunningCounterparts counterparts) : IClassFixture<RunningCounterparts>
{
    [Fact]
    public async Task the_example_of_the_population_register_gets_the_members_it_promises()
    {
        var page = await Page("population-register.md");
        var people = Blocks(page, "json").Single(block => block.StartsWith('['));
        (await counterparts.Client.PostAsync("admin/persons", new StringContent(people))).StatusCode.ShouldBe(HttpStatusCode.OK);

        var response = await Send(Blocks(page, "http").Single());

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Members(await response.Body()).ShouldBe(Members(JsonNode.Parse(Blocks(page, "json").First())!));
    }

    [Fact]
    public async Task the_examples_of_vnlis_get_the_members_they_promise()
    {
        var page = await Page("vnlis.md");

        var response = await Send(Blocks(page, "http").Single());

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var promised = Blocks(page, "json").Select(block => JsonNode.Parse(block)!).ToArray();
        var receipt = await response.Body();
        Members(receipt).ShouldBe(Members(promised[0]));
        Members(await counterparts.Client.Get($"vnlis/v1/plots/{receipt["plotId"]}")).ShouldBe(Members(promised[1]), ignoreOrder: true);
    }

    [Fact]
    public async Task the_example_of_a_fault_can_be_ordered()
    {
        var blocks = Blocks(await Page("population-register.md"), "json");
        var fault = blocks.Single(block => block.Contains("\"kind\"", StringComparison.Ordinal));

        (await counterparts.Client.PutAsync("admin/faults", new StringContent(fault))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await counterparts.Client.DeleteAsync("admin/faults");
    }

    [Theory]
    [InlineData("PopulationRegister", "population-register.md")]
    [InlineData("VnLis", "vnlis.md")]
    public async Task every_code_a_service_answers_with_is_on_its_page(string folder, string page)
    {
        var sources = Directory.GetFiles(Path.Combine(Root(), "src", "LandLedger.Counterparts", folder), "*.cs");
        var codes = sources.SelectMany(source => Code().Matches(File.ReadAllText(source))).Select(match => match.Groups[1].Value).ToArray();
        codes.Length.ShouldBeGreaterThan(5);

        var text = await Page(page);

        codes.Where(code => code != "persons-malformed" && !text.Contains($"`{code}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static Task<string> Page(string name) => File.ReadAllTextAsync(Path.Combine(Root(), "docs", "reference", name));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LandLedger.sln")))
        {
            folder = folder.Parent!;
        }
        return folder.FullName;
    }

    private static string[] Members(JsonNode node) => [.. ((JsonObject)node).Select(member => member.Key)];

    private static IEnumerable<string> Blocks(string page, string language) =>
        Block().Matches(page).Where(match => match.Groups[1].Value == language).Select(match => match.Groups[2].Value);

    private async Task<HttpResponseMessage> Send(string example)
    {
        var parts = example.Split("\n\n", 2);
        var lines = parts[0].Split('\n');
        var request = new HttpRequestMessage(new HttpMethod(lines[0].Split(' ')[0]), new Uri(counterparts.Url, lines[0].Split(' ')[1]))
        {
            Content = new StringContent(parts[1]),
        };
        foreach (var header in lines.Skip(1).Select(line => line.Split(": ", 2)).Where(header => header[0] != "Content-Type"))
        {
            request.Headers.Add(header[0], header[1]);
        }
        using var client = new HttpClient();
        return await client.SendAsync(request);
    }

    [GeneratedRegex("```([a-z]+)\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("(?:4[0-9][0-9]), \"([a-z-]+)\"")]
    private static partial Regex Code();
}
