using System.Net;
using LandLedger.Counterparts;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Counterparts;

public sealed class Counterparts_program(RunningCounterparts counterparts) : IClassFixture<RunningCounterparts>
{
    [Fact]
    public void it_listens_on_loopback()
    {
        counterparts.Url.IsLoopback.ShouldBeTrue();
        counterparts.Url.Port.ShouldNotBe(0);
    }

    [Theory]
    [InlineData("population-register/v1/verifications")]
    [InlineData("vnlis/v1/plots/0198a000-0000-7000-8000-000000000001")]
    [InlineData("admin/calls")]
    [InlineData("admin/faults")]
    [InlineData("admin/received")]
    [InlineData("admin/persons")]
    public async Task nothing_is_answered_without_the_key(string path)
    {
        using var stranger = new HttpClient { BaseAddress = counterparts.Url };

        var response = await stranger.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Code()).ShouldBe("api-key-invalid");
    }

    [Fact]
    public async Task a_wrong_key_is_no_key()
    {
        using var stranger = new HttpClient { BaseAddress = counterparts.Url };
        stranger.DefaultRequestHeaders.Add("X-Api-Key", "developmen");

        (await stranger.GetAsync("admin/calls")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task health_needs_no_key()
    {
        using var stranger = new HttpClient { BaseAddress = counterparts.Url };

        (await stranger.GetAsync("health")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task a_host_may_run_it_in_its_own_process_with_a_key_of_its_own()
    {
        await using var app = CounterpartsApp.Build([], new CounterpartsOptions { ApiKey = "of its own" });
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = CounterpartsApp.Address(app) };

        (await client.GetAsync("admin/calls")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Add("X-Api-Key", "of its own");
        (await client.GetAsync("admin/calls")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await app.StopAsync();
    }

    [Fact]
    public async Task a_stopped_host_gives_its_state_folder_back()
    {
        var folder = Directory.CreateTempSubdirectory("counterparts-").FullName;
        var plot = Guid.NewGuid();
        for (var version = 1; version <= 2; version++)
        {
            await using var app = CounterpartsApp.Build(["--state", folder]);
            await app.StartAsync();
            using var client = new HttpClient { BaseAddress = CounterpartsApp.Address(app) };
            client.DefaultRequestHeaders.Add("X-Api-Key", CounterpartsOptions.DevelopmentKey);
            await client.Send(SamplePlot.Of(plot, version, "1"), $"{version}");
            (await client.Get("admin/received")).AsArray().Count.ShouldBe(version);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://127.0.0.1:0;http://+:0")]
    public void the_well_known_key_is_refused_beyond_loopback(string urls) =>
        Should.Throw<InvalidOperationException>(() => CounterpartsApp.Build(["--urls", urls]))
            .Message.ShouldContain("COUNTERPARTS_API_KEY");

    [Fact]
    public async Task a_key_of_its_own_may_listen_beyond_loopback()
    {
        await using var app = CounterpartsApp.Build([], new CounterpartsOptions { Urls = "http://0.0.0.0:0", ApiKey = "of its own" });

        app.ShouldNotBeNull();
    }

    [Fact]
    public async Task the_program_ends_with_its_standard_input()
    {
        using var process = CounterpartsProcess.Run("--until-input-ends", "true");
        (await process.StandardOutput.ReadLineAsync()).ShouldStartWith("listening on http://127.0.0.1:");

        process.StandardInput.Close();

        process.WaitForExit(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        process.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task a_start_that_fails_says_why_in_one_line_and_exits_with_one()
    {
        using var process = CounterpartsProcess.Run("--seed", "/nowhere/answers.json");

        var errors = await process.StandardError.ReadToEndAsync();

        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(1);
        errors.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("answers.json");
    }
}
