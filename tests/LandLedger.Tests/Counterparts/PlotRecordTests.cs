using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Counterparts;

public sealed class Vnlis(RunningCounterparts counterparts) : IClassFixture<RunningCounterparts>
{
    private HttpClient Client => counterparts.Client;

    private static Guid Plot(int number) => Guid.Parse($"0198a000-0000-7000-8000-{number:d12}");

    private async Task<JsonNode[]> Received(Guid plotId) =>
        [.. (await Client.Get("admin/received")).AsArray().Where(each => (string)each!["plotId"]! == plotId.ToString())!];

    [Fact]
    public async Task a_record_is_taken_in_and_a_receipt_given()
    {
        var response = await Client.Send(SamplePlot.Of(Plot(1), 3, "1"), "k-1");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = (JsonObject)await response.Body();
        body.Select(member => member.Key).ShouldBe(["receipt", "plotId", "ledgerVersion", "acceptedAt"]);
        ((string)body["receipt"]!).ShouldStartWith("VL-");
        ((string)body["plotId"]!).ShouldBe(Plot(1).ToString());
        ((long)body["ledgerVersion"]!).ShouldBe(3);
    }

    [Fact]
    public async Task what_was_accepted_is_read_back_without_a_word_about_people()
    {
        var receipt = await (await Client.Send(SamplePlot.Of(Plot(2), 3, "2"), "k-2")).Body();

        var text = await Client.GetStringAsync($"vnlis/v1/plots/{Plot(2)}");

        var body = JsonNode.Parse(text)!;
        ((string)body["receipt"]!).ShouldBe((string)receipt["receipt"]!);
        ((long)body["ledgerVersion"]!).ShouldBe(3);
        ((int)body["holders"]!).ShouldBe(2);
        text.ShouldNotContain("Anh");
        text.ShouldNotContain("068085000001");
        SamplePlot.WithoutChance(text).ShouldNotContain("1985");
    }

    [Fact]
    public async Task a_plot_never_sent_is_not_found()
    {
        var response = await Client.GetAsync($"vnlis/v1/plots/{Plot(999)}");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Code()).ShouldBe("plot-unknown");
    }

    [Fact]
    public async Task the_same_key_and_record_is_called_twice_and_takes_effect_once()
    {
        var first = await (await Client.Send(SamplePlot.Of(Plot(3), 3, "3"), "k-3")).Content.ReadAsStringAsync();
        var second = await (await Client.Send(SamplePlot.Of(Plot(3), 3, "3"), "k-3")).Content.ReadAsStringAsync();

        second.ShouldBe(first);
        var received = (await Received(Plot(3))).ShouldHaveSingleItem();
        ((int)received["times"]!).ShouldBe(2);
        ((string)received["idempotencyKey"]!).ShouldBe("k-3");
        ((string)received["receipt"]!).ShouldBe((string)JsonNode.Parse(first)!["receipt"]!);
    }

    [Fact]
    public async Task calls_at_the_same_moment_with_one_key_take_effect_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Client.Send(SamplePlot.Of(Plot(4), 1, "4"), "k-4")));

        var receipts = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));
        receipts.Distinct().ShouldHaveSingleItem();
        ((int)(await Received(Plot(4))).ShouldHaveSingleItem()["times"]!).ShouldBe(16);
    }

    [Fact]
    public async Task another_record_under_a_used_key_is_refused()
    {
        await Client.Send(SamplePlot.Of(Plot(5), 3, "5"), "k-5");
        var other = SamplePlot.Of(Plot(5), 3, "5");
        other["holders"]![0]!["fullName"] = "Nguyễn Văn Ánh";

        var response = await Client.Send(other, "k-5");

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await response.Code()).ShouldBe("idempotency-key-reused");
        ((int)(await Received(Plot(5))).ShouldHaveSingleItem()["times"]!).ShouldBe(1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task a_version_that_is_not_newer_is_rejected_under_a_new_key(long version)
    {
        var plot = Plot(100 + (int)version);
        await Client.Send(SamplePlot.Of(plot, 3, $"{plot}"), $"k-{plot}");

        var response = await Client.Send(SamplePlot.Of(plot, version, $"{plot}"), $"k-{plot}-late");

        await ShouldBeRejected(response, "version-not-newer");
        ((long)(await Client.Get($"vnlis/v1/plots/{plot}"))["ledgerVersion"]!).ShouldBe(3);
    }

    [Fact]
    public async Task a_newer_version_replaces_the_older_and_an_old_key_still_gets_its_receipt()
    {
        var first = await (await Client.Send(SamplePlot.Of(Plot(6), 3, "6"), "k-6-3")).Content.ReadAsStringAsync();
        (await Client.Send(SamplePlot.Of(Plot(6), 5, "6"), "k-6-5")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var again = await (await Client.Send(SamplePlot.Of(Plot(6), 3, "6"), "k-6-3")).Content.ReadAsStringAsync();

        again.ShouldBe(first);
        ((long)(await Client.Get($"vnlis/v1/plots/{Plot(6)}"))["ledgerVersion"]!).ShouldBe(5);
        (await Received(Plot(6))).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("24782", "2025-07-01")]
    [InlineData("24781", "2024-12-31")]
    [InlineData("", "2025-07-01")]
    public async Task a_commune_that_is_none_of_todays_is_rejected(string commune, string codeListDate)
    {
        var record = SamplePlot.Of(Plot(7), 1, "7");
        record["plotNumber"]!["commune"] = commune;
        record["plotNumber"]!["codeListDate"] = codeListDate;

        await ShouldBeRejected(await Client.Send(record, "k-7"), "commune-unknown");
    }

    [Fact]
    public async Task two_plots_cannot_have_one_number_until_one_is_renumbered()
    {
        await Client.Send(SamplePlot.Of(Plot(8), 1, "8"), "k-8");

        await ShouldBeRejected(await Client.Send(SamplePlot.Of(Plot(9), 1, "8"), "k-9"), "duplicate-plot-number");
        (await Client.Send(SamplePlot.Of(Plot(8), 2, "8-1"), "k-8-2")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Client.Send(SamplePlot.Of(Plot(9), 1, "8"), "k-9")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("0", "0", "0")]
    [InlineData("-240.5", "100.2", "140.3")]
    [InlineData("240.5", "240.5", "0")]
    public async Task an_area_that_is_not_above_zero_is_rejected(string area, string first, string second) =>
        await ShouldBeRejected(await Client.Send(WithAreas(Plot(10), area, first, second), "k-10"), "area-not-positive");

    [Theory]
    [InlineData("240.5", "100.2", "139.79")]
    [InlineData("240.5", "100.2", "140.81")]
    public async Task land_uses_that_do_not_sum_to_the_area_are_rejected(string area, string first, string second) =>
        await ShouldBeRejected(await Client.Send(WithAreas(Plot(11), area, first, second), "k-11"), "land-use-sum-differs");

    [Fact]
    public async Task three_roundings_to_a_tenth_may_differ_by_half_a_square_metre() =>
        (await Client.Send(WithAreas(Plot(12), "240.5", "100.2", "140.8"), "k-12")).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Theory]
    [InlineData("individual", null, "holder-without-citizen-id")]
    [InlineData("individual", "068085001", "holder-without-citizen-id")]
    [InlineData("household", null, null)]
    [InlineData("organisation", null, null)]
    public async Task an_individual_needs_a_citizen_id_and_others_do_not(string kind, string? citizenId, string? code)
    {
        var plot = Guid.NewGuid();
        var record = SamplePlot.Of(plot, 1, $"{plot}");
        record["holders"]![0]!["kind"] = kind;
        record["holders"]![0]!["citizenId"] = citizenId;

        var response = await Client.Send(record, $"k-{plot}");

        if (code is null)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        else
        {
            await ShouldBeRejected(response, code);
        }
    }

    [Fact]
    public async Task a_rejection_leaves_no_trace_and_its_key_free()
    {
        await ShouldBeRejected(await Client.Send(WithAreas(Plot(13), "0", "0", "0"), "k-13"), "area-not-positive");

        (await Received(Plot(13))).ShouldBeEmpty();
        (await Client.Send(SamplePlot.Of(Plot(13), 1, "13"), "k-13")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("schemaVersion", "2", "schema-version-unknown")]
    [InlineData("ledgerVersion", "0", "malformed-request")]
    [InlineData("ledgerVersion", "\"3\"", "malformed-request")]
    [InlineData("areaSquareMetres", "240.5", "malformed-request")]
    [InlineData("areaSquareMetres", "\"240,5\"", "malformed-request")]
    [InlineData("areaSquareMetres", "\"1e3\"", "malformed-request")]
    [InlineData("landUses", "[]", "malformed-request")]
    [InlineData("landUses", "null", "malformed-request")]
    [InlineData("owner", "\"x\"", "malformed-request")]
    [InlineData("landUses[0].form", "\"common\"", "malformed-request")]
    [InlineData("landUses[0].term", "\"50 years\"", "malformed-request")]
    [InlineData("holders[0].kind", "\"person\"", "malformed-request")]
    [InlineData("holders[0].share", "\"0.5\"", "malformed-request")]
    [InlineData("holders[0].share", "\"1/0\"", "malformed-request")]
    [InlineData("holders[0].birthDate", "\"01/02/1985\"", "malformed-request")]
    [InlineData("holders[0].fullName", "\"\"", "malformed-request")]
    [InlineData("certificates[0].serial", "\"\"", "malformed-request")]
    [InlineData("certificates[0].issuedOn", "\"5/4/2013\"", "malformed-request")]
    [InlineData("plotNumber.sheet", "\"\"", "malformed-request")]
    public async Task a_record_that_does_not_follow_the_contract_is_refused_by_code(string member, string json, string code)
    {
        var record = SamplePlot.Of(Plot(14), 1, "14");
        Put(record, member, JsonNode.Parse(json));

        var response = await Client.Send(record, "k-14");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Code()).ShouldBe(code);
    }

    [Fact]
    public async Task a_record_sent_to_another_plot_or_without_a_key_is_refused()
    {
        var record = SamplePlot.Of(Plot(15), 1, "15");

        (await (await Client.Send(record, "k-15", $"vnlis/v1/plots/{Plot(16)}")).Code()).ShouldBe("plot-id-differs");
        (await (await Client.Send(record, "")).Code()).ShouldBe("idempotency-key-missing");
        (await Received(Plot(15))).ShouldBeEmpty();
    }

    private static JsonObject WithAreas(Guid plot, string area, string first, string second)
    {
        var record = SamplePlot.Of(plot, 1, $"{plot}");
        record["areaSquareMetres"] = area;
        record["landUses"]![0]!["areaSquareMetres"] = first;
        record["landUses"]![1]!["areaSquareMetres"] = second;
        return record;
    }

    private static void Put(JsonObject record, string member, JsonNode? value)
    {
        var steps = member.Replace("[0]", "", StringComparison.Ordinal).Split('.');
        var place = steps.SkipLast(1).Aggregate((JsonNode)record, (node, step) => node[step] is JsonArray list ? list[0]! : node[step]!);
        place[steps[^1]] = value;
    }

    private static async Task ShouldBeRejected(HttpResponseMessage response, string code)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var body = (JsonObject)await response.Body();
        body.Select(member => member.Key).ShouldBe(["code", "reason"]);
        ((string)body["code"]!).ShouldBe(code);
    }
}
