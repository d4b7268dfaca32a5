using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LandLedger.Tests.Counterparts;
using Shouldly;

namespace LandLedger.Tests.Harness;

/// <summary>An invented person that a test may tell the population register about.</summary>
public sealed record Citizen(string CitizenId, string Name = "Nguyễn Thị Lan", string BirthDate = "1985-02-01", string Sex = "female")
{
    private static int last;

    /// <summary>A person no other test uses.</summary>
    public static Citizen New() => new($"068185{Interlocked.Increment(ref last):000000}");

    /// <summary>The body that records the person as a holder.</summary>
    public string AsHolder(string share = "1/1") => Calls.Holder(Name, CitizenId, share, BirthDate, Sex);
}

/// <summary>What tests tell the counterparts and ask them, and the steps that lead a plot to them.</summary>
public static class Outside
{
    public const string PopulationRegister = "population-register";
    public const string VnLis = "vnlis";

    /// <summary>Makes the register know a person.</summary>
    public static async Task Know(this CounterpartsProcess counterparts, Citizen person, string state = "alive",
        string? oldIdNumber = null) =>
        (await counterparts.Client.PostAsJsonAsync("admin/persons", new[]
        {
            new
            {
                citizenId = person.CitizenId, oldIdNumber, fullName = person.Name, birthDate = person.BirthDate, sex = person.Sex, state,
            },
        })).EnsureSuccessStatusCode();

    /// <summary>Orders a fault for the calls to come.</summary>
    public static async Task Order(
        this CounterpartsProcess counterparts, string service, string kind, int value = 0, int count = 1, string? match = null) =>
        (await counterparts.Client.PutAsJsonAsync("admin/faults", new { service, kind, value, count, match })).EnsureSuccessStatusCode();

    /// <summary>Takes back every fault that has not struck yet.</summary>
    public static async Task Mend(this CounterpartsProcess counterparts) =>
        (await counterparts.Client.DeleteAsync("admin/faults")).EnsureSuccessStatusCode();

    /// <summary>How many calls a counterpart has had.</summary>
    public static async Task<int> Started(this CounterpartsProcess counterparts, string service) =>
        await counterparts.Count(service, "started");

    /// <summary>How many calls a counterpart has answered.</summary>
    public static async Task<int> Answered(this CounterpartsProcess counterparts, string service) =>
        await counterparts.Count(service, "answered");

    /// <summary>How many calls a counterpart has been asked and has not answered, at one moment.</summary>
    public static async Task<int> UnderWay(this CounterpartsProcess counterparts, string service)
    {
        var calls = (await counterparts.Json("admin/calls"))[service]!;
        return calls["started"]!.GetValue<int>() - calls["answered"]!.GetValue<int>();
    }

    /// <summary>What VnLIS accepted of a plot, in order.</summary>
    public static async Task<JsonNode[]> Received(this CounterpartsProcess counterparts, string plot) =>
        [.. (await counterparts.Json("admin/received")).AsArray().Where(each => each!["plotId"]!.ToString() == plot).Select(each => each!)];

    /// <summary>Reads an answer of the counterparts.</summary>
    public static async Task<JsonNode> Json(this CounterpartsProcess counterparts, string path) =>
        JsonNode.Parse(await counterparts.Client.GetStringAsync(path))!;

    /// <summary>Asks the register about a holder and says the request's id.</summary>
    public static async Task<string> AskRegister(
        this HttpClient registrar, string plot, string holder, string reason = "matching the campaign's list")
    {
        var answer = await registrar.PostJson($"/api/v1/plots/{plot}/holders/{holder}/match", $$"""{"reason":"{{reason}}"}""", "*");
        answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Body?.ToJsonString());
        return answer.Text("requestId");
    }

    /// <summary>Asks for a plot to be sent to VnLIS.</summary>
    public static Task<Answer> AskSync(this HttpClient registrar, string plot) =>
        registrar.PostJson($"/api/v1/plots/{plot}/sync", """{"reason":"the plot is clean"}""", "*");

    /// <summary>A plot with one owner who is not matched yet; its version is 2.</summary>
    public static async Task<(string Plot, string Holder)> Owned(this HttpClient registrar, string? holder = null, string? number = null)
    {
        var plot = await registrar.Register(number);
        return (plot, await registrar.RecordHolder(plot, 1, holder));
    }

    /// <summary>A plot whose only owner is matched; its version is 3.</summary>
    public static async Task<string> Clean(this HttpClient registrar, CounterpartsProcess counterparts, string? number = null)
    {
        var person = Citizen.New();
        await counterparts.Know(person);
        var (plot, holder) = await registrar.Owned(person.AsHolder(), number);
        await registrar.AskRegister(plot, holder);
        await registrar.Match(plot, "matched");
        return plot;
    }

    /// <summary>Waits until the only holder of a plot stands so with the register, and says what the card shows.</summary>
    public static async Task<JsonNode> Match(this HttpClient registrar, string plot, string state, int seconds = 30) =>
        (await Calls.Eventually(() => registrar.Card(plot), card => card["holders"]![0]!["match"]!["state"]!.ToString() == state, seconds))
            ["holders"]![0]!["match"]!;

    /// <summary>Waits until a plot stands so with VnLIS, and says what the card shows.</summary>
    public static async Task<JsonNode> Sync(this HttpClient registrar, string plot, string state, int seconds = 30) =>
        (await Calls.Eventually(() => registrar.Card(plot), card => card["sync"]!["state"]!.ToString() == state, seconds))["sync"]!;

    /// <summary>Watches that a value stays as it is for a while.</summary>
    public static async Task<bool> StaysFor(double seconds, Func<Task<int>> ask)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var first = await ask();
        try
        {
            while (await tick.WaitForNextTickAsync(end.Token))
            {
                if (await ask() != first)
                    return false;
            }
        }
        catch (OperationCanceledException)
        {
            return true;
        }

        return true;
    }

    private static async Task<int> Count(this CounterpartsProcess counterparts, string service, string what) =>
        (await counterparts.Json("admin/calls"))[service]![what]!.GetValue<int>();
}
