using System.Net;
using System.Text.Json.Nodes;
using LandLedger.Access;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Access;

[Collection(OneLedger.Name)]
public sealed class Access_matrix(LedgerHost ledger)
{
    // What stands open to everybody, and shows no record; of the log, hashes.
    private static readonly string[] Open = ["/dev/token", "/openapi/", "/docs", "/health/live", "/health/ready", "/log/"];

    public static TheoryData<string> EveryRole() => [.. Permissions.OfRoles.Keys];

    [Fact]
    public void every_endpoint_names_its_permission_and_its_scope()
    {
        var endpoints = ListedEndpoint.All(ledger);
        endpoints.Length.ShouldBeGreaterThan(25);
        Unguarded(endpoints).ShouldBeEmpty();
        Unguarded([new("GET", "/api/v1/secrets", null, false, null, false)]).ShouldBe(["GET /api/v1/secrets"]);
        Unguarded([new("GET", "/api/v1/plots/{plot}", null, true, null, false)]).ShouldBe(["GET /api/v1/plots/{plot}"]);
        Unguarded([new("GET", "/api/v1/plots/{plot}", new(Permissions.ReadPlots, Scope.Filtered), false, null, false)]).Length.ShouldBe(1);
    }

    [Fact]
    public async Task without_a_good_token_every_endpoint_says_401()
    {
        var guarded = ListedEndpoint.All(ledger).Where(endpoint => !endpoint.Anonymous).ToArray();
        foreach (var (name, token) in Tokens.Wrong(ledger))
        {
            foreach (var endpoint in guarded)
            {
                using var answer = await ledger.Anonymous().SendAsync(endpoint.Request(token));
                answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{endpoint} with {name}");
                answer.Headers.WwwAuthenticate.Count.ShouldBe(1);
                var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
                problem["code"]!.GetValue<string>().ShouldBe("not-signed-in");
            }
        }
    }

    [Theory, MemberData(nameof(EveryRole))]
    public async Task a_role_reaches_what_is_its_own_and_nothing_else(string role)
    {
        var token = Tokens.For(ledger, role);
        foreach (var endpoint in ListedEndpoint.All(ledger).Where(endpoint => endpoint.Permission is not null))
        {
            using var answer = await ledger.Anonymous().SendAsync(endpoint.Request(token));
            var allowed = Permissions.OfRoles[role].Contains(endpoint.Permission!.Policy);
            if (allowed)
            {
                answer.StatusCode.ShouldNotBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden,
                    HttpStatusCode.InternalServerError);
                continue;
            }

            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{endpoint} as {role}");
            JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!.GetValue<string>().ShouldBe("not-permitted");
        }
    }

    [Fact]
    public void each_endpoint_asks_for_the_permission_that_its_work_needs()
    {
        foreach (var endpoint in ListedEndpoint.All(ledger).Where(endpoint => endpoint.Permission is not null))
        {
            var last = endpoint.Path.Split('/')[^1];
            var needed =
                endpoint.Path.StartsWith("/api/v1/audit", StringComparison.Ordinal) ? Permissions.SearchAudit
                : endpoint.Path.StartsWith("/api/v1/proofs", StringComparison.Ordinal)
                    ? last == "{plot}" ? Permissions.ReadPlots : Permissions.SearchAudit
                : endpoint.Path.StartsWith("/api/v1/imports", StringComparison.Ordinal)
                    ? endpoint.Method == "GET" ? Permissions.ReadImports
                    : last == "release" ? Permissions.ReleaseImports
                    : Permissions.ImportSources
                : endpoint.Path.StartsWith("/api/v1/persons", StringComparison.Ordinal)
                    ? endpoint.Method == "GET" ? Permissions.ReadErasures
                    : last == "approval" ? Permissions.ApproveErasures
                    : Permissions.RequestErasures
                : endpoint.Path.StartsWith("/api/v1/reorganisations", StringComparison.Ordinal)
                    ? endpoint.Method == "GET" ? Permissions.ReadReorganisations
                    : last == "approval" ? Permissions.ApproveReorganisations
                    : Permissions.ProposeReorganisations
                : endpoint.Path.StartsWith("/api/v1/rebuilds", StringComparison.Ordinal)
                    ? endpoint.Method == "GET" ? Permissions.ReadRebuilds
                    : last is "cutover" or "repair" ? Permissions.ApproveRebuilds
                    : Permissions.RunRebuilds
                : endpoint.Path.StartsWith("/api/v1/decisions", StringComparison.Ordinal) ? Permissions.ReadDecisions
                : last == "dry-run" ? Permissions.TryPolicies
                : last == "content" ? Permissions.ReadScans
                : last == "approval" ? Permissions.ApproveResolutions
                : last is "proposal" or "reopening" || (last == "bulk-proposals" && endpoint.Method == "POST") ? Permissions.ProposeResolutions
                : endpoint.Method == "GET" ? Permissions.ReadPlots
                : Permissions.ChangePlots;
            endpoint.Permission!.Policy.ShouldBe(needed, endpoint.ToString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("clerk")]
    [InlineData("Registrar")]
    [InlineData("registrar,approver")]
    public async Task a_role_that_does_not_exist_reaches_nothing(string role)
    {
        var token = Tokens.For(ledger, role);
        foreach (var endpoint in ListedEndpoint.All(ledger).Where(endpoint => endpoint.Permission is not null))
        {
            using var answer = await ledger.Anonymous().SendAsync(endpoint.Request(token));
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{endpoint} as '{role}'");
        }
    }

    [Fact]
    public void who_changes_plots_cannot_search_the_audit_trail_and_the_reverse()
    {
        string[] changing = [Permissions.ChangePlots, Permissions.ProposeResolutions, Permissions.ApproveResolutions,
            Permissions.ImportSources];
        Permissions.OfRoles.Values.ShouldAllBe(may => !(may.Contains(Permissions.SearchAudit) && may.Any(changing.Contains)));
        Permissions.OfRoles.Values.ShouldAllBe(may =>
            !(may.Contains(Permissions.ProposeResolutions) && may.Contains(Permissions.ApproveResolutions)));
        Permissions.OfRoles[Roles.Operator].ShouldBeEmpty();
    }

    [Fact]
    public async Task what_stands_open_shows_no_record()
    {
        var registrar = ledger.As("registrar", "reg-1", "24781");
        var number = $"open-{Calls.NewPlotNumber()}";
        await registrar.Register(number);
        foreach (var path in (string[])["/openapi/v1.json", "/docs/", "/health/live", "/health/ready"])
        {
            using var answer = await ledger.Anonymous().GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain(number);
        }
    }

    private static string[] Unguarded(IEnumerable<ListedEndpoint> endpoints) =>
    [
        .. endpoints.Where(endpoint => endpoint switch
        {
            { Permission: null } => !(endpoint.Anonymous && Open.Any(open => endpoint.Path.StartsWith(open, StringComparison.Ordinal)
                || $"/{endpoint.Path}".StartsWith(open, StringComparison.Ordinal))),
            { Anonymous: true } => true,
            { Permission.Scope: var scope } => scope != ScopeOf(endpoint) || !Permissions.All.Contains(endpoint.Permission.Policy),
        }).Select(endpoint => endpoint.ToString()),
    ];

    // How a commune can be found follows from the address and the body.
    private static Scope ScopeOf(ListedEndpoint endpoint) =>
        endpoint.Path.Contains("{plot}", StringComparison.Ordinal) ? Scope.Plot
        : endpoint.Path.StartsWith("/api/v1/reorganisations", StringComparison.Ordinal) ? Scope.Province
        : endpoint.Path.StartsWith("/api/v1/imports/{id}", StringComparison.Ordinal) ? Scope.ImportRun
        : endpoint.Path.Contains("/bulk-proposals/{id}", StringComparison.Ordinal) ? Scope.BulkProposal
        : endpoint.Path.Contains("{person}", StringComparison.Ordinal) ? Scope.Person
        : endpoint.Path.StartsWith("/api/v1/rebuilds", StringComparison.Ordinal) ? Scope.Province
        : endpoint.Body?.IsAssignableTo(typeof(IInCommune)) == true ? Scope.CommuneInBody
        : Scope.Filtered;
}
