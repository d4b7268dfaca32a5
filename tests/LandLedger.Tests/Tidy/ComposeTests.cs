using System.Text.RegularExpressions;
using LandLedger.Storage;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>
/// What <c>docker compose up</c> starts is the same tomorrow, is reachable from this machine only, waits for what it needs, and works under
/// the roles of production; a witness stands beside it.
/// </summary>
public sealed partial class The_containers
{
    private const string Good = """
        services:
          postgres:
            image: postgres:17
            environment:
              POSTGRES_USER: boss
              POSTGRES_PASSWORD: ${LEDGER_DB_PASSWORD:-development}
            ports: ["127.0.0.1:5432:5432"]
            healthcheck:
              test: ["CMD", "pg_isready"]
          roles:
            image: postgres:17
            entrypoint: [psql]
            restart: "no"
            depends_on: { postgres: { condition: service_healthy } }
            environment: { PGUSER: boss, PGPASSWORD: "${LEDGER_DB_PASSWORD:-development}" }
          schema:
            build: .
            restart: "no"
            depends_on: { postgres: { condition: service_healthy }, roles: { condition: service_completed_successfully } }
            environment: { ConnectionStrings__ledger: "Host=postgres;Username=boss;Password=${LEDGER_DB_PASSWORD:-development}" }
          witness:
            build: .
            command: [witness, --listen, "http://+:8700/"]
          ledger:
            build: .
            depends_on:
              postgres:
                condition: service_healthy
              schema:
                condition: service_completed_successfully
            environment:
              - ConnectionStrings__ledger=Host=postgres;Username=app;Password=${LEDGER_DB_PASSWORD:-development}
              - ConnectionStrings__sequencer=Host=postgres;Username=seq;Password=${LEDGER_DB_PASSWORD:-development}
              - Ledger__Migrate=false
              - Proof__Witnesses__0=http://witness:8700/
              - Proof__CosignatureAge=1.00:00:00
            ports:
              - "127.0.0.1:5000:8080"
        """;

    [Fact]
    public void are_pinned_private_witnessed_and_under_their_roles() => Faults(House.Read("docker-compose.yml")).ShouldFindNothing();

    [Fact]
    public void that_keep_the_rules_pass() => Faults(Good).ShouldBeEmpty();

    [Theory]
    [InlineData("image: postgres:17", "image: postgres")]
    [InlineData("image: postgres:17", "image: postgres:latest")]
    [InlineData("image: postgres:17", "image: postgres:14")]
    [InlineData("healthcheck:", "x-healthcheck:")]
    [InlineData("condition: service_healthy\n      schema", "condition: service_started\n      schema")]
    [InlineData("roles: { condition: service_completed_successfully }", "roles: { condition: service_started }")]
    [InlineData("127.0.0.1:5432:5432", "5432:5432")]
    [InlineData("127.0.0.1:5000:8080", "0.0.0.0:5000:8080")]
    [InlineData("POSTGRES_PASSWORD: ${LEDGER_DB_PASSWORD:-development}", "POSTGRES_PASSWORD: s3cret")]
    [InlineData("POSTGRES_PASSWORD: ${LEDGER_DB_PASSWORD:-development}", "POSTGRES_PASSWORD: ${LEDGER_DB_PASSWORD:-s3cret}")]
    [InlineData("Username=app;Password=${LEDGER_DB_PASSWORD:-development}", "Username=app;Password=s3cret")]
    [InlineData("image: postgres:17\n    environment", "image: mysql:8\n    environment")]
    [InlineData("Username=app", "Username=boss")]
    [InlineData("Username=seq", "Username=boss")]
    [InlineData("Username=seq", "Username=app")]
    [InlineData("restart: \"no\"\n    depends_on: { postgres: { condition: service_healthy } }",
        "restart: always\n    depends_on: { postgres: { condition: service_healthy } }")]
    [InlineData("- Ledger__Migrate=false", "- Ledger__Migrate=true")]
    [InlineData("http://witness:8700/", "http://localhost:8700/")]
    [InlineData("- Proof__Witnesses__0=http://witness:8700/", "- A=b")]
    [InlineData("- Proof__CosignatureAge=1.00:00:00", "- A=b")]
    [InlineData("command: [witness,", "command: [plot,")]
    [InlineData("entrypoint: [psql]", "entrypoint: [psql]\n    volumes: [\"./src/nothing.sql:/roles.sql:ro\"]")]
    public void a_breach_is_seen(string good, string bad)
    {
        var text = Good.Replace("\r", "", StringComparison.Ordinal);
        text.ShouldContain(good);
        Faults(text.Replace(good, bad, StringComparison.Ordinal)).ShouldNotBeEmpty();
    }

    [Fact]
    public void have_the_roles_that_the_script_makes_and_the_schema_command_grants()
    {
        var usual = LedgerRoles.Usual;
        string[] roles = [usual.Service, usual.Sequencer, usual.Reader!];
        var services = Container.Of(House.Read("docker-compose.yml")).ToDictionary(service => service.Name);
        services.Keys.ShouldBe(["postgres", "roles", "schema", "keys", "witness", "ledger"], ignoreOrder: true);
        services["schema"].Command.ShouldBe(["schema", "--role", roles[0], "--sequencer", roles[1], "--reader", roles[2]]);
        services["ledger"].SignsInAs.ShouldBe(roles[..2]);
        MadeRole().Matches(House.Read("src/LandLedger/roles.sql")).Select(made => made.Groups[1].Value).ShouldBe(roles);
        House.Read("src/LandLedger/keys.sh").ShouldContain("quorum 1");
        // Both start the program that the image has.
        House.Read("src/LandLedger/Dockerfile").ShouldContain("publish src/LandLedger.Verify -c Release -r linux-x64 -o /verify");
        services["witness"].Command[0].ShouldBe("/verify/ledger-verify");
        House.Read("src/LandLedger/keys.sh").ShouldContain("\"${LEDGER_VERIFY:-/verify/ledger-verify}\"");
        services["keys"].Command.ShouldContain(services["ledger"].Setting("Proof__Name"));
    }

    [Fact]
    public void are_built_on_images_with_a_version() =>
        BaseImage().Matches(House.Read("src/LandLedger/Dockerfile")).Select(from => from.Groups[1].Value)
            .ShouldAllBe(image => Version().IsMatch(image));

    private static IEnumerable<string> Faults(string text)
    {
        var services = Container.Of(text);
        var databases = services.Where(service => service.IsDatabase).ToArray();
        if (databases.Length == 0)
            yield return "docker-compose.yml: no PostgreSQL: the ledger needs one.";
        foreach (var fault in databases.SelectMany(OfDatabase).Concat(services.SelectMany(service => OfAny(service, services)))
            .Concat(databases.SelectMany(database => services.SelectMany(service => OfRoles(service, database)))))
            yield return fault;
        foreach (var ledger in services.Where(service => service.Setting("Access__DevelopmentIssuer") is not null
            || (service.Setting("ConnectionStrings__ledger") is not null && !service.IsOneShot)))
        {
            foreach (var fault in OfLedger(ledger, services))
                yield return fault;
        }
    }

    private static IEnumerable<string> OfDatabase(Container service)
    {
        if (!int.TryParse(Major().Match(service.Image!).Groups[1].Value, out var major) || major < 15)
            yield return $"docker-compose.yml: {service.Name}: image {service.Image}: pin a major version from 15 on, or tomorrow's pull "
                + "meets yesterday's files.";
        if (!service.HasHealthcheck)
            yield return $"docker-compose.yml: {service.Name}: give it a healthcheck, so that others can wait until it answers.";
    }

    private static IEnumerable<string> OfAny(Container service, Container[] all)
    {
        var at = $"docker-compose.yml: {service.Name}:";
        if (!service.IsBuilt && (service.Image is not { } image || !Version().IsMatch(image)))
            yield return $"{at} image {service.Image}: name a version.";
        foreach (var port in service.Ports.Where(port => !port.StartsWith("127.0.0.1:", StringComparison.Ordinal)))
            yield return $"{at} port {port}: bind it to 127.0.0.1, or the whole network can call it.";
        foreach (var setting in service.Environment.Where(setting => Secret().IsMatch(setting)))
            yield return $"{at} {setting.Split('=')[0]}: a password stands in the file: write ${{NAME:-development}} and set NAME outside.";
        foreach (var file in service.Mounted.Where(file => !House.Files.Contains(file)))
            yield return $"{at} {file} is not in the repository: Docker would make an empty folder of that name.";
        foreach (var once in all.Where(other => other.IsOneShot && service.Needs.Contains(other.Name)))
        {
            if (service.WaitsFor(once.Name) != "service_completed_successfully")
                yield return $"{at} let it wait for {once.Name} with condition service_completed_successfully.";
        }
    }

    private static IEnumerable<string> OfRoles(Container service, Container database)
    {
        if (service.SignsInAs.Length == 0)
            yield break;
        if (service.WaitsFor(database.Name) != "service_healthy")
            yield return $"docker-compose.yml: {service.Name}: let it wait for {database.Name} with condition service_healthy, or it "
                + "starts before there is a database.";
        if (service.SignsInAs.Contains(database.Setting("POSTGRES_USER") ?? "postgres") && !service.IsOneShot)
            yield return $"docker-compose.yml: {service.Name}: it signs in as the owner, who can change events: only one-shots may.";
    }

    private static IEnumerable<string> OfLedger(Container ledger, Container[] all)
    {
        var at = $"docker-compose.yml: {ledger.Name}:";
        if (ledger.SignsInAs.Distinct().Count() < 2)
            yield return $"{at} give the sequencer a role of its own in ConnectionStrings__sequencer.";
        if (ledger.Setting("Ledger__Migrate") != "false")
            yield return $"{at} Ledger__Migrate: \"false\": its role must not own tables.";
        var witnesses = all.Where(service => service.Command.Contains("witness")).Select(service => service.Name);
        if (ledger.Setting("Proof__Witnesses__0") is not { } asked || !witnesses.Contains(new Uri(asked).Host))
            yield return $"{at} let it ask the witness in Proof__Witnesses__0.";
        if (ledger.Setting("Proof__CosignatureAge") is null)
            yield return $"{at} set Proof__CosignatureAge, or nobody notices that the witness is silent.";
    }

    [GeneratedRegex(@"^postgres:(\d+)")]
    private static partial Regex Major();

    [GeneratedRegex(@":\d[\w.-]*$")]
    private static partial Regex Version();

    [GeneratedRegex(@"(?m)^FROM (\S+)")]
    private static partial Regex BaseImage();

    [GeneratedRegex(@"(?m)^alter role (\w+) login")]
    private static partial Regex MadeRole();

    // A password, key or secret whose value is not taken from outside, with at most the word "development" in its place.
    [GeneratedRegex(@"(?i)(?:password|secret|apikey|api_key|token)=(?!\$\{\w+(?::-development)?\})[^;]+")]
    private static partial Regex Secret();
}
