using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plumbing;

[Collection(OneLedger.Name)]
public sealed class Paths_of_faulty_fields(LedgerHost ledger)
{
    [Theory]
    [InlineData("plotNumber", null, "plotNumber", "is required")]
    [InlineData("plotNumber", "{\"commune\":\"24781\",\"plot\":\"1\"}", "plotNumber.sheet", "is required")]
    [InlineData("plotNumber", "\"24781.12.1\"", "plotNumber", "has the wrong type or cannot be read")]
    [InlineData("plotNumber", "{\"commune\":\"24781\",\"sheet\":12,\"plot\":\"1\"}", "plotNumber.sheet", "has the wrong type or cannot be read")]
    [InlineData("plotNumber", "{\"commune\":\"24781\",\"sheet\":\"12\",\"plot\":\"1\",\"block\":1}", "plotNumber.block", "is not a known member")]
    [InlineData("areaSquareMetres", "1e3", "areaSquareMetres", "has the wrong type or cannot be read")]
    [InlineData("areaSquareMetres", "\"1e3\"", "areaSquareMetres", "has the wrong type or cannot be read")]
    [InlineData("areaSquareMetres", "\"1.000,5\"", "areaSquareMetres", "has the wrong type or cannot be read")]
    [InlineData("areaSquareMetres", "\"NaN\"", "areaSquareMetres", "has the wrong type or cannot be read")]
    [InlineData("areaSquareMetres", "null", "areaSquareMetres", "has the wrong type or cannot be read")]
    [InlineData("areaSquareMetres", "true", "areaSquareMetres", "has the wrong type or cannot be read")]
    [InlineData("landUses", "[{\"areaSquareMetres\":\"240.5\"}]", "landUses[].purpose", "is required")]
    [InlineData("landUses", "[{\"purpose\":\"ODT\",\"areaSquareMetres\":\"x\"}]", "landUses[0].areaSquareMetres", "has the wrong type or cannot be read")]
    [InlineData("landUses", "{}", "landUses", "has the wrong type or cannot be read")]
    [InlineData("effectiveOn", "\"2025-02-30\"", "effectiveOn", "has the wrong type or cannot be read")]
    [InlineData("effectiveOn", "\"01/10/2025\"", "effectiveOn", "has the wrong type or cannot be read")]
    [InlineData("effectiveOn", "20251001", "effectiveOn", "has the wrong type or cannot be read")]
    [InlineData("effectiveOn", null, "effectiveOn", "is required")]
    public async Task lead_to_the_fault_of_a_registration(string member, string? json, string path, string text)
    {
        var body = Calls.Registration(Calls.NewPlotNumber(), more: body => Put(body, member, json));
        await ShouldName(path, text, "/api/v1/plots", body, null);
    }

    [Theory]
    [InlineData("role", "0", "role")]
    [InlineData("role", "\"0\"", "role")]
    [InlineData("role", "\"landlord\"", "role")]
    [InlineData("share", "0.5", "share")]
    [InlineData("person", "{\"kind\":0,\"fullName\":\"Lan\"}", "person.kind")]
    [InlineData("person", "{\"kind\":\"individual\",\"fullName\":\"Lan\",\"birthDate\":\"1985-02-31\"}", "person.birthDate")]
    [InlineData("person", "{\"kind\":\"individual\",\"fullName\":\"Lan\",\"birthYear\":\"1985\"}", "person.birthYear")]
    [InlineData("person", "{\"kind\":\"individual\",\"fullName\":\"Lan\",\"citizenId\":68185000001}", "person.citizenId")]
    public async Task lead_to_the_fault_of_a_holder(string member, string json, string path)
    {
        var plot = await ledger.As("registrar", "reg-1", "24781").Register();
        var body = JsonNode.Parse(Calls.Holder())!.AsObject();
        Put(body, member, json);
        await ShouldName(path, "has the wrong type or cannot be read", $"/api/v1/plots/{plot}/holders", body.ToJsonString(), "\"1\"");
    }

    [Fact]
    public async Task numbers_are_taken_for_decimals_and_texts_given_back_with_their_scale()
    {
        var registrar = ledger.As("registrar", "reg-1", "24781");
        var plot = await registrar.Register(more: body =>
        {
            Put(body, "areaSquareMetres", "240.50");
            Put(body, "landUses", "[{\"purpose\":\"ODT\",\"areaSquareMetres\":240.5},{\"purpose\":\"CLN\",\"areaSquareMetres\":\"0.10\"}]");
        });
        var card = await registrar.Card(plot);
        card["areaSquareMetres"]!.GetValue<string>().ShouldBe("240.50");
        card["landUses"]!.AsArray().Select(use => use!["areaSquareMetres"]!.GetValue<string>()).ShouldBe(["240.5", "0.10"]);
        (await ledger.Rows($"select data ->> 'areaSquareMetres' from ledger.mt_events where stream_id = '{plot}'")).ShouldBe(["240.50"]);
    }

    private static void Put(JsonObject body, string member, string? json)
    {
        body.Remove(member);
        if (json is not null)
            body[member] = JsonNode.Parse(json);
    }

    private async Task ShouldName(string path, string text, string url, string body, string? ifMatch)
    {
        var answer = await ledger.As("registrar", "reg-1", "24781").PostJson(url, body, ifMatch);
        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.BadRequest, "request-malformed"));
        answer.Body!["errors"]!.ToJsonString().ShouldBe(new JsonObject { [path] = new JsonArray(text) }.ToJsonString());
    }
}
