using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LandLedger.Counterparts;
using LandLedger.Sources.Samples;

namespace LandLedger.Demo;

/// <summary>What a demo needs around the ledger: a made-up commune's files, and the two counterparts, which know its people.</summary>
public sealed class DemoWorld : IAsyncDisposable
{
    private readonly WebApplication counterparts;
    private readonly string folder;

    private DemoWorld(WebApplication counterparts, string folder, SampleOptions options, SampleCounts counts)
    {
        this.counterparts = counterparts;
        this.folder = folder;
        Options = options;
        Counts = counts;
    }

    /// <summary>What the commune is like.</summary>
    public SampleOptions Options { get; }

    /// <summary>What is in its files.</summary>
    public SampleCounts Counts { get; }

    /// <summary>Path of one of its files.</summary>
    public string this[string file] => Path.Combine(folder, file);

    /// <summary>
    /// Makes the files, starts the counterparts, and points the ledger's settings at them. Arguments: <c>--plots N --seed N</c>.
    /// </summary>
    public static async Task<DemoWorld> StartAsync(WebApplicationBuilder ledger)
    {
        var options = new SampleOptions
        {
            Plots = ledger.Configuration.GetValue("plots", 200),
            Seed = ledger.Configuration.GetValue("seed", 1),
        };
        var folder = Directory.CreateTempSubdirectory("landledger-demo-").FullName;
        var counts = SampleCommune.Write(options, folder);
        var seed = Path.Combine(folder, "register.json");
        await WriteRegisterAsync(Path.Combine(folder, SampleCommune.AnswersFile), seed);
        var counterparts = CounterpartsApp.Build([], new() { Urls = "http://127.0.0.1:0", SeedFile = seed });
        await counterparts.StartAsync();
        foreach (var name in (string[])["PopulationRegister", "VnLis"])
        {
            ledger.Configuration[$"{name}:Url"] = CounterpartsApp.Address(counterparts).ToString();
            ledger.Configuration[$"{name}:CallsPerSecond"] = 500.ToString(CultureInfo.InvariantCulture);
        }

        // Each demo begins with an empty ledger; a log that others have published does not belong to it.
        ledger.Configuration["Proof:Folder"] = Path.Combine(folder, "log");

        return new(counterparts, folder, options, counts);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await counterparts.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // The answers tell of each person what the register knows; the register itself is seeded with persons.
    private static async Task WriteRegisterAsync(string answers, string seed)
    {
        await using var read = File.OpenRead(answers);
        var known = (await JsonNode.ParseAsync(read))!["persons"]!.AsArray().Select(person => new JsonObject
        {
            ["citizenId"] = person!["citizenId"]!.DeepClone(),
            ["oldIdNumber"] = person["oldIdNumber"]?.DeepClone(),
            ["fullName"] = person["fullName"]!.DeepClone(),
            ["birthDate"] = person["birthDate"]!.DeepClone(),
            ["sex"] = person["sex"]!.DeepClone(),
            ["state"] = person["deceased"]!.GetValue<bool>() ? "deceased" : "alive",
        });
        await using var write = File.Create(seed);
        await JsonSerializer.SerializeAsync(write, new JsonArray([.. known]));
    }
}
