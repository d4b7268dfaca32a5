using System.Text.Json;
using System.Text.Json.Serialization;

namespace LandLedger.Replay.Moving;

/// <summary>What a load found, for whoever reads it by program.</summary>
public sealed record LoadReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Version of the server that it was loaded into.</summary>
    public string Server { get; init; } = "";

    /// <summary>Rows that were loaded, by table; counted in the database.</summary>
    public IReadOnlyDictionary<string, long> Rows { get; init; } = new Dictionary<string, long>();

    /// <summary>Leaves of the log.</summary>
    public long Leaves { get; init; }

    /// <summary>The root, computed anew.</summary>
    public string Root { get; init; } = "";

    /// <summary>Events that were hashed again and are what their leaf says.</summary>
    public long Events { get; init; }

    /// <summary>Plots of the clean view, rebuilt from events, that equal the exported ones byte for byte; null when nothing was
    /// rebuilt.</summary>
    public long? PlotsEqual { get; init; }

    /// <summary>Plots that do not.</summary>
    public long? PlotsDiffering { get; init; }

    /// <summary>The first of those.</summary>
    public IReadOnlyList<string> Differing { get; init; } = [];

    /// <summary>Seconds of loading, of checking the log, of rebuilding and comparing.</summary>
    public IReadOnlyDictionary<string, double> Seconds { get; init; } = new Dictionary<string, double>();

    /// <summary>As a file.</summary>
    public void Write(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, Json));

    /// <summary>Reads the file.</summary>
    public static LoadReport Read(string path) => JsonSerializer.Deserialize<LoadReport>(File.ReadAllBytes(path), Json)!;
}
