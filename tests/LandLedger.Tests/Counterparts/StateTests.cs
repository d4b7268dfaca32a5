using System.Net;
using System.Net.Http.Json;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Counterparts;

public sealed class State_of_the_counterparts : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("counterparts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Guid Plot { get; } = Guid.Parse("0198a000-0000-7000-8000-0000000000aa");

    private static object Question(string requestId) => new { requestId, citizenId = "068085000001", fullName = "Nguyễn Văn Anh" };

    private static object Person(string state) =>
        new { citizenId = "068085000001", fullName = "Nguyễn Văn Anh", birthDate = "1985-02-01", sex = "male", state };

    private static async Task<string> Answer(HttpClient client, string requestId) =>
        (string)(await (await client.Verify(Question(requestId))).Body())["answer"]!;

    [Fact]
    public async Task what_was_answered_survives_a_kill()
    {
        string receipt, answer;
        await using (var first = await CounterpartsProcess.StartAsync(_folder))
        {
            (await first.Client.PostAsJsonAsync("admin/persons", new[] { Person("alive") })).EnsureSuccessStatusCode();
            receipt = await (await first.Client.Send(SamplePlot.Of(Plot, 3, "1"), "key")).Content.ReadAsStringAsync();
            await first.Client.Send(SamplePlot.Of(Plot, 3, "1"), "key");
            answer = await (await first.Client.Verify(Question("asked"))).Content.ReadAsStringAsync();
            first.Kill();
        }

        await using var second = await CounterpartsProcess.StartAsync(_folder);

        (await (await second.Client.Send(SamplePlot.Of(Plot, 3, "1"), "key")).Content.ReadAsStringAsync()).ShouldBe(receipt);
        (await (await second.Client.Send(SamplePlot.Of(Plot, 2, "1"), "late")).Code()).ShouldBe("version-not-newer");
        (await (await second.Client.Send(SamplePlot.Of(Guid.NewGuid(), 1, "1"), "other")).Code()).ShouldBe("duplicate-plot-number");
        ((int)(await second.Client.Get("admin/received"))[0]!["times"]!).ShouldBe(3);
        (await (await second.Client.Verify(Question("asked"))).Content.ReadAsStringAsync()).ShouldBe(answer);
        (await Answer(second.Client, "anew")).ShouldBe("match");
    }

    [Fact]
    public async Task without_a_folder_everything_is_forgotten()
    {
        await using (var first = await CounterpartsProcess.StartAsync())
        {
            await first.Client.Send(SamplePlot.Of(Plot, 3, "1"), "key");
        }

        await using var second = await CounterpartsProcess.StartAsync();

        (await second.Client.GetAsync($"vnlis/v1/plots/{Plot}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task a_line_cut_short_by_a_kill_is_dropped_and_the_next_one_is_whole()
    {
        await using (var first = await CounterpartsProcess.StartAsync(_folder))
        {
            await first.Client.Send(SamplePlot.Of(Plot, 3, "1"), "key-3");
        }
        await File.AppendAllTextAsync(Path.Combine(_folder, "plots.jsonl"), """{"plotId":"0198a000-""");

        await using (var second = await CounterpartsProcess.StartAsync(_folder))
        {
            (await second.Client.Send(SamplePlot.Of(Plot, 4, "1"), "key-4")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await using var third = await CounterpartsProcess.StartAsync(_folder);
        ((long)(await third.Client.Get($"vnlis/v1/plots/{Plot}"))["ledgerVersion"]!).ShouldBe(4);
        (await third.Client.Get("admin/received")).AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task a_broken_line_stops_the_start_and_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "plots.jsonl"), "{\"nonsense\":1}\n");

        var problem = await Should.ThrowAsync<InvalidOperationException>(CounterpartsProcess.StartAsync(_folder));

        problem.Message.ShouldContain("plots.jsonl: line 1 is not an entry of this journal.");
    }

    [Fact]
    public async Task a_folder_serves_one_process_at_a_time()
    {
        await using var first = await CounterpartsProcess.StartAsync(_folder);

        await Should.ThrowAsync<InvalidOperationException>(CounterpartsProcess.StartAsync(_folder));
    }

    [Fact]
    public async Task no_name_number_or_birth_date_of_a_holder_reaches_the_disk()
    {
        await using (var running = await CounterpartsProcess.StartAsync(_folder))
        {
            await running.Client.Send(SamplePlot.Of(Plot, 3, "1"), "key");
            await running.Client.Verify(Question("asked"));
        }

        var written = string.Concat(Directory.GetFiles(_folder).Select(File.ReadAllText));

        written.ShouldContain("receipt");
        written.ShouldContain("asked");
        written.ShouldNotContain("Anh");
        written.ShouldNotContain("068085000001");
        SamplePlot.WithoutChance(written).ShouldNotContain("1985");
    }

    [Fact]
    public async Task a_seed_is_known_at_start_and_what_was_added_later_wins_over_it()
    {
        var seed = Path.Combine(_folder, "answers.json");
        await File.WriteAllTextAsync(seed, System.Text.Json.JsonSerializer.Serialize(new[] { Person("alive") }));
        var state = Path.Combine(_folder, "state");
        await using (var first = await CounterpartsProcess.StartAsync(state, seed))
        {
            (await Answer(first.Client, "before")).ShouldBe("match");
            (await first.Client.PostAsJsonAsync("admin/persons", new[] { Person("deceased") })).EnsureSuccessStatusCode();
        }

        await using var second = await CounterpartsProcess.StartAsync(state, seed);

        (await Answer(second.Client, "after")).ShouldBe("deceased");
    }

    [Theory]
    [InlineData("""[ { "citizenId": "068085000001", "fullName": "Nguyễn Văn Anh" } ]""", "person 1: birthDate is missing or malformed")]
    [InlineData("""[ { "citizenId": "068085000001", """, "the list of people is not the JSON it should be, near line 1")]
    public async Task a_broken_seed_stops_the_start_without_quoting_it(string people, string reason)
    {
        var seed = Path.Combine(_folder, "answers.json");
        await File.WriteAllTextAsync(seed, people);

        var problem = await Should.ThrowAsync<InvalidOperationException>(CounterpartsProcess.StartAsync(seed: seed));

        problem.Message.ShouldContain(reason);
        problem.Message.ShouldNotContain("068085000001");
    }
}
