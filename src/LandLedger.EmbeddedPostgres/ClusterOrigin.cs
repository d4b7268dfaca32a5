using System.Text.Json;

namespace LandLedger.EmbeddedPostgres;

/// <summary>
/// Which programs made the data, and as which account they run. Builds of one major version differ in ICU, and with it in the order of
/// text in an index of an older data folder: they must not take turns on one without anybody noticing.
/// </summary>
internal sealed record ClusterOrigin(string BinariesFolder, string Version, string? Account)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static ClusterOrigin? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<ClusterOrigin>(File.ReadAllText(file)) : null;
        }
        catch (JsonException)
        {
            return null; // A note only: without it the data are used by any build of their major version.
        }
    }

    public void Write(string file)
    {
        var written = file + ".new";
        File.WriteAllText(written, JsonSerializer.Serialize(this, Readable));
        File.Move(written, file, overwrite: true);
    }
}
