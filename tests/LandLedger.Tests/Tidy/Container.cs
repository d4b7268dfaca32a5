using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace LandLedger.Tests.Tidy;

/// <summary>A service of docker-compose.yml, as far as the rules look at it.</summary>
internal sealed partial record Container(string Name, YamlNode Yaml)
{
    public string? Image => Scalar(Yaml, "image");

    public bool IsBuilt => Key(Yaml, "build") is not null;

    public bool IsDatabase => Image is { } image && Postgres().IsMatch(image) && Key(Yaml, "entrypoint") is null;

    public bool HasHealthcheck => Key(Yaml, "healthcheck") is not null;

    /// <summary>Runs to its end and is not started again by itself.</summary>
    public bool IsOneShot => Scalar(Yaml, "restart") == "no";

    public string[] Ports => [.. Items("ports")];

    public string[] Environment => [.. Items("environment")];

    public string[] Command => [.. Items("entrypoint"), .. Items("command")];

    /// <summary>Files and folders of the repository that it sees.</summary>
    public string[] Mounted =>
        [.. Items("volumes").Where(volume => volume.StartsWith("./", StringComparison.Ordinal)).Select(volume => volume.Split(':')[0][2..])];

    public string? Setting(string name) => Environment.Select(setting => setting.Split('=', 2)).FirstOrDefault(pair => pair[0] == name)?[1];

    /// <summary>What it waits for in another service, if it waits.</summary>
    public string? WaitsFor(string service) =>
        Key(Yaml, "depends_on") is YamlMappingNode needs && Key(needs, service) is { } need ? Scalar(need, "condition") : null;

    /// <summary>Whom it waits for at all.</summary>
    public string[] Needs =>
        Key(Yaml, "depends_on") is YamlMappingNode needs ? [.. needs.Children.Keys.Select(key => key.ToString())] : [.. Items("depends_on")];

    /// <summary>As whom it signs in to a database.</summary>
    public string[] SignsInAs =>
    [
        .. Environment.Select(setting => UserInString().Match(setting)).Where(match => match.Success).Select(match => match.Groups[1].Value),
        .. Setting("PGUSER") is { } user ? [user] : (string[])[],
    ];

    public static Container[] Of(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return [.. ((YamlMappingNode)Key(yaml.Documents[0].RootNode, "services")!).Children
            .Select(child => new Container(child.Key.ToString(), child.Value))];
    }

    // A list, or a mapping written as NAME=value lines.
    private IEnumerable<string> Items(string key) => Key(Yaml, key) switch
    {
        YamlSequenceNode list => list.Children.Select(child => child.ToString()),
        YamlMappingNode map => map.Children.Select(child => $"{child.Key}={child.Value}"),
        _ => [],
    };

    private static YamlNode? Key(YamlNode node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    private static string? Scalar(YamlNode node, string key) => (Key(node, key) as YamlScalarNode)?.Value;

    [GeneratedRegex("^postgres(:|$)")]
    private static partial Regex Postgres();

    [GeneratedRegex(@"(?i)^ConnectionStrings__\w+=.*\busername=([^;]+)")]
    private static partial Regex UserInString();
}
