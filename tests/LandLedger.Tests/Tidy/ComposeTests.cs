using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace LandLedger.Tests.Tidy;

/// <summary>
/// What <c>docker compose up</c> starts is the same tomorrow, is reachable from this machine only, and waits for its database.
/// </summary>
public sealed partial class The_containers
{
    private const string Good = """
        services:
          postgres:
            image: postgres:17
            environment:
              POSTGRES_PASSWORD: ${LEDGER_DB_PASSWORD:-development}
            ports: ["127.0.0.1:5432:5432"]
            healthcheck:
              test: ["CMD", "pg_isready"]
          ledger:
            build: .
            depends_on:
              postgres:
                condition: service_healthy
            environment:
              - ConnectionStrings__ledger=Host=postgres;Password=${LEDGER_DB_PASSWORD:-development}
            ports:
              - "127.0.0.1:5000:8080"
        """;

    [Fact]
    public void are_pinned_healthy_private_and_without_a_password() => Faults(House.Read("docker-compose.yml")).ShouldFindNothing();

    [Fact]
    public void that_keep_the_rules_pass() => Faults(Good).ShouldBeEmpty();

    [Theory]
    [InlineData("image: postgres:17", "image: postgres")]
    [InlineData("image: postgres:17", "image: postgres:latest")]
    [InlineData("image: postgres:17", "image: postgres:14")]
    [InlineData("healthcheck:", "x-healthcheck:")]
    [InlineData("condition: service_healthy", "condition: service_started")]
    [InlineData("127.0.0.1:5432:5432", "5432:5432")]
    [InlineData("127.0.0.1:5000:8080", "0.0.0.0:5000:8080")]
    [InlineData("POSTGRES_PASSWORD: ${LEDGER_DB_PASSWORD:-development}", "POSTGRES_PASSWORD: s3cret")]
    [InlineData("POSTGRES_PASSWORD: ${LEDGER_DB_PASSWORD:-development}", "POSTGRES_PASSWORD: ${LEDGER_DB_PASSWORD:-s3cret}")]
    [InlineData("Password=${LEDGER_DB_PASSWORD:-development}", "Password=s3cret")]
    [InlineData("image: postgres:17", "image: mysql:8")]
    public void a_breach_is_seen(string good, string bad)
    {
        Good.ShouldContain(good);
        Faults(Good.Replace(good, bad, StringComparison.Ordinal)).ShouldNotBeEmpty();
    }

    [Fact]
    public void a_service_that_does_not_wait_for_the_database_is_seen() =>
        Faults("services:\n  postgres:\n    image: postgres:16.2\n    healthcheck: {}\n  ledger:\n    build: .\n    depends_on: [postgres]\n")
            .Single().ShouldContain("service_healthy");

    private static IEnumerable<string> Faults(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        var services = Map(yaml.Documents[0].RootNode, "services");
        var databases = services.Where(service => Scalar(service.Value, "image") is { } image && Postgres().IsMatch(image)).ToArray();
        if (databases.Length == 0)
            yield return "docker-compose.yml: no PostgreSQL: the ledger needs one.";
        foreach (var fault in databases.SelectMany(database => OfDatabase(database.Key, database.Value)))
            yield return fault;
        foreach (var (name, service) in services)
        {
            foreach (var port in Items(service, "ports").Where(port => !port.StartsWith("127.0.0.1:", StringComparison.Ordinal)))
                yield return $"docker-compose.yml: {name}: port {port}: bind it to 127.0.0.1, or the whole network can call it.";
            foreach (var setting in Items(service, "environment").Where(setting => Secret().IsMatch(setting)))
                yield return $"docker-compose.yml: {name}: {setting.Split('=')[0]}: a password stands in the file: write ${{NAME:-development}} and set NAME outside.";
            foreach (var database in databases.Where(database => database.Key != name && Key(service, "build") is not null))
            {
                var waits = Key(service, "depends_on") is YamlMappingNode needs && Key(needs, database.Key) is { } need ? Scalar(need, "condition") : null;
                if (waits != "service_healthy")
                    yield return $"docker-compose.yml: {name}: let it wait for {database.Key} with condition service_healthy, or it starts before there is a database.";
            }
        }
    }

    private static IEnumerable<string> OfDatabase(string name, YamlNode service)
    {
        var image = Scalar(service, "image")!;
        if (!int.TryParse(Major().Match(image).Groups[1].Value, out var major) || major < 15)
            yield return $"docker-compose.yml: {name}: image {image}: pin a major version from 15 on, or tomorrow's pull meets yesterday's files.";
        if (Key(service, "healthcheck") is null)
            yield return $"docker-compose.yml: {name}: give it a healthcheck, so that others can wait until it answers.";
    }

    private static Dictionary<string, YamlNode> Map(YamlNode node, string key) =>
        ((YamlMappingNode)Key(node, key)!).Children.ToDictionary(child => ((YamlScalarNode)child.Key).Value!, child => child.Value);

    private static YamlNode? Key(YamlNode node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    private static string? Scalar(YamlNode node, string key) => (Key(node, key) as YamlScalarNode)?.Value;

    // A list, or a mapping written as NAME=value lines.
    private static IEnumerable<string> Items(YamlNode node, string key) => Key(node, key) switch
    {
        YamlSequenceNode list => list.Children.Select(child => child.ToString()),
        YamlMappingNode map => map.Children.Select(child => $"{child.Key}={child.Value}"),
        _ => [],
    };

    [GeneratedRegex("^postgres(:|$)")]
    private static partial Regex Postgres();

    [GeneratedRegex(@"^postgres:(\d+)")]
    private static partial Regex Major();

    // A password, key or secret whose value is not taken from outside, with at most the word "development" in its place.
    [GeneratedRegex(@"(?i)(?:password|secret|apikey|api_key|token)=(?!\$\{\w+(?::-development)?\})[^;]+")]
    private static partial Regex Secret();
}
