using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Counterparts;

public sealed class Faults_on_demand(RunningCounterparts counterparts) : IClassFixture<RunningCounterparts>, IAsyncLifetime
{
    private HttpClient Client => counterparts.Client;

    public async ValueTask InitializeAsync() => (await Client.DeleteAsync("admin/faults")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static object Question(string requestId) => new { requestId, citizenId = "068085000001", fullName = "Nguyễn Văn Anh" };

    private async Task<JsonNode> Tally(string service) => (await Client.Get("admin/calls"))[service]!;

    private async Task<int> TimesReceived(Guid plot) => (await Client.Get("admin/received")).AsArray()
        .Where(each => (string)each!["plotId"]! == plot.ToString()).Sum(each => (int)each!["times"]!);

    [Fact]
    public async Task latency_delays_the_answer_and_changes_nothing_else()
    {
        await Client.Order(new { service = "population-register", kind = "latency", value = 400 });

        var watch = Stopwatch.StartNew();
        var slow = await Client.Verify(new { requestId = "slow", citizenId = "068085000777", fullName = "Nguyễn Văn Không" });

        watch.ElapsedMilliseconds.ShouldBeGreaterThanOrEqualTo(395);
        ((string)(await slow.Body())["answer"]!).ShouldBe("unknown");
        (await Client.Get("admin/faults")).AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_status_is_answered_as_often_as_ordered_and_then_the_call_goes_well()
    {
        var plot = Guid.NewGuid();
        await Client.Order(new { service = "vnlis", kind = "status", value = 503, count = 2 });

        (await Client.Send(SamplePlot.Of(plot, 1, $"{plot}"), $"{plot}:1")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await TimesReceived(plot)).ShouldBe(0);
        (await Client.Send(SamplePlot.Of(plot, 1, $"{plot}"), $"{plot}:1")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await Client.Send(SamplePlot.Of(plot, 1, $"{plot}"), $"{plot}:1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await TimesReceived(plot)).ShouldBe(1);
    }

    [Fact]
    public async Task a_fault_strikes_only_its_own_counterpart()
    {
        var plot = Guid.NewGuid();
        await Client.Order(new { service = "population-register", kind = "status", value = 500 });

        (await Client.Send(SamplePlot.Of(plot, 1, $"{plot}"), $"{plot}:1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Client.Verify(Question("struck"))).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task a_fault_for_one_plot_or_question_leaves_the_others_alone()
    {
        var (struck, spared) = (Guid.NewGuid(), Guid.NewGuid());
        await Client.Order(new { service = "vnlis", kind = "status", value = 500, match = struck });
        await Client.Order(new { service = "population-register", kind = "status", value = 429, match = "meant" });

        (await Client.Send(SamplePlot.Of(spared, 1, $"{spared}"), $"{spared}:1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Client.Send(SamplePlot.Of(struck, 1, $"{struck}"), $"{struck}:1")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await Client.Verify(Question("not-meant"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Client.Verify(Question("meant"))).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task a_timeout_holds_the_call_until_the_caller_gives_up_and_does_nothing()
    {
        var plot = Guid.NewGuid();
        await Client.Order(new { service = "vnlis", kind = "timeout" });
        using var impatient = new HttpClient { BaseAddress = counterparts.Url };
        impatient.DefaultRequestHeaders.Add("X-Api-Key", "development");
        var before = await Tally("vnlis");

        var call = impatient.Send(SamplePlot.Of(plot, 1, $"{plot}"), $"{plot}:1");
        await Harness.Calls.Eventually(() => Client.Get("admin/faults"), left => left.AsArray().Count == 0);
        impatient.CancelPendingRequests();
        await Should.ThrowAsync<TaskCanceledException>(call);

        var after = await Tally("vnlis");
        ((int)after["started"]!).ShouldBe((int)before["started"]! + 1);
        ((int)after["answered"]!).ShouldBe((int)before["answered"]!);
        (await TimesReceived(plot)).ShouldBe(0);
        (await Client.Send(SamplePlot.Of(plot, 1, $"{plot}"), $"{plot}:1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        ((int)(await Tally("vnlis"))["answered"]!).ShouldBe((int)before["answered"]! + 1);
    }

    [Fact]
    public async Task a_dropped_call_has_done_its_work_and_the_caller_learns_so_by_asking_again()
    {
        var plot = Guid.NewGuid();
        await Client.Order(new { service = "vnlis", kind = "drop" });
        var before = await Tally("vnlis");

        await Should.ThrowAsync<HttpRequestException>(Client.Send(SamplePlot.Of(plot, 1, $"{plot}"), $"{plot}:1"));

        var after = await Tally("vnlis");
        ((int)after["started"]!).ShouldBe((int)before["started"]! + 1);
        ((int)after["answered"]!).ShouldBe((int)before["answered"]!);
        (await TimesReceived(plot)).ShouldBe(1);
        var kept = (await Client.Get($"vnlis/v1/plots/{plot}"))["receipt"]!;
        var again = await (await Client.Send(SamplePlot.Of(plot, 1, $"{plot}"), $"{plot}:1")).Body();
        ((string)again["receipt"]!).ShouldBe((string)kept!);
        (await TimesReceived(plot)).ShouldBe(2);
    }

    [Fact]
    public async Task a_dropped_question_is_answered_when_asked_again()
    {
        await Client.Order(new { service = "population-register", kind = "drop" });

        await Should.ThrowAsync<HttpRequestException>(Client.Verify(Question("dropped")));
        (await Client.PostAsJsonAsync("admin/persons", new[]
        {
            new { citizenId = "068085000001", fullName = "Nguyễn Văn Anh", birthDate = "1985-02-01", sex = "male" },
        })).EnsureSuccessStatusCode();

        // Still what the register said the first time, before it knew the person.
        ((string)(await (await Client.Verify(Question("dropped"))).Body())["answer"]!).ShouldBe("unknown");
    }

    [Fact]
    public async Task a_wrong_answer_of_the_register_has_the_wrong_shape_or_belongs_to_another_question()
    {
        await Client.Order(new { service = "population-register", kind = "wrong-answer", value = 0 });
        await Client.Order(new { service = "population-register", kind = "wrong-answer", value = 1 });

        var shapeless = await Client.Verify(Question("wrong"));
        shapeless.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await shapeless.Body()).ShouldBeOfType<JsonArray>();
        var anothers = await Client.Verify(Question("wrong"));
        anothers.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((string)(await anothers.Body())["requestId"]!).ShouldBe("another-request");
        ((string)(await (await Client.Verify(Question("wrong"))).Body())["requestId"]!).ShouldBe("wrong");
    }

    [Fact]
    public async Task a_wrong_answer_of_vnlis_has_the_wrong_shape_or_belongs_to_another_plot()
    {
        var plot = Guid.NewGuid();
        await Client.Order(new { service = "vnlis", kind = "wrong-answer" });
        await Client.Order(new { service = "vnlis", kind = "wrong-answer", value = 1 });

        (await (await Client.Send(SamplePlot.Of(plot, 1, $"{plot}"), $"{plot}:1")).Body()).ShouldBeOfType<JsonArray>();
        var anothers = await (await Client.Send(SamplePlot.Of(plot, 1, $"{plot}"), $"{plot}:1")).Body();

        ((string)anothers["plotId"]!).ShouldBe(Guid.Empty.ToString());
        (await TimesReceived(plot)).ShouldBe(0);
    }

    [Fact]
    public async Task faults_are_listed_with_what_is_left_of_them_and_can_be_called_off()
    {
        await Client.Order(new { service = "vnlis", kind = "status", value = 500, count = 3 });
        var plot = Guid.NewGuid();
        await Client.Send(SamplePlot.Of(plot, 1, $"{plot}"), $"{plot}:1");
        ((int)(await Client.Get("admin/faults"))[0]!["count"]!).ShouldBe(2);

        await Client.DeleteAsync("admin/faults");

        (await Client.Send(SamplePlot.Of(plot, 1, $"{plot}"), $"{plot}:1")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task calls_are_counted_by_status()
    {
        var before = await Tally("population-register");
        await Client.Verify(Question("counted"));
        await Client.Verify(new { requestId = "counted" });

        var after = await Tally("population-register");

        int Grown(string status) => (int)after["byStatus"]![status]! - ((int?)before["byStatus"]![status] ?? 0);
        ((int)after["started"]! - (int)before["started"]!).ShouldBe(2);
        ((int)after["answered"]! - (int)before["answered"]!).ShouldBe(2);
        Grown("200").ShouldBe(1);
        Grown("400").ShouldBe(1);
    }

    [Theory]
    [InlineData("""{ "service": "elis", "kind": "drop" }""", "fault-unknown")]
    [InlineData("""{ "service": "vnlis", "kind": "explode" }""", "fault-unknown")]
    [InlineData("""{ "service": "vnlis", "kind": "status" }""", "fault-unknown")]
    [InlineData("""{ "service": "vnlis", "kind": "status", "value": 200 }""", "fault-unknown")]
    [InlineData("""{ "service": "vnlis", "kind": "latency", "value": 0 }""", "fault-unknown")]
    [InlineData("""{ "service": "vnlis", "kind": "wrong-answer", "value": 2 }""", "fault-unknown")]
    [InlineData("""{ "service": "vnlis", "kind": "drop", "count": 0 }""", "fault-unknown")]
    [InlineData("""{ "kind": "drop" }""", "malformed-request")]
    public async Task a_fault_that_does_not_exist_cannot_be_ordered(string fault, string code)
    {
        var response = await Client.PutAsync("admin/faults", new StringContent(fault));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Code()).ShouldBe(code);
    }
}
