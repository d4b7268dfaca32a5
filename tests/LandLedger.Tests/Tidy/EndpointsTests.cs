using LandLedger.Access;
using LandLedger.Tests.Harness;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Wolverine.Http;
using Xunit;

namespace LandLedger.Tests.Tidy;

/// <summary>Every door has a lock, and says how it finds out whose commune is behind it.</summary>
[Collection(OneLedger.Name)]
public sealed class Every_endpoint(LedgerHost ledger)
{
    // What anybody may call: trying the service out, reading about it, and asking whether it is alive.
    private static readonly string[] Anonymous =
    [
        "/dev/token", "/openapi/{documentName}.json",
        "/docs/{documentName?}", "/docs/favicon.svg", "/docs/scalar.js", "/docs/scalar.aspnetcore.js",
        "/health/live", "/health/ready",
        // The sealed log is public by design: it holds hashes, and whoever checks it must need no leave from us.
        "/log/{**path}",
    ];

    [Fact]
    public void of_the_running_ledger_names_its_permission_and_a_scope_that_fits_its_route() =>
        Routes().SelectMany(Unguarded).ShouldFindNothing();

    [Fact]
    public void that_anybody_may_call_is_on_the_list_and_the_list_is_exact() =>
        Routes().Where(route => route.Anonymous).Select(route => route.Pattern).Distinct().Order()
            .ShouldBe(Anonymous.Order(),
                "An anonymous endpoint is seen by everybody: give it a permission, or put it on the list here with the reason.");

    [Fact]
    public void is_looked_at_those_of_wolverine_included() => Routes().Count(route => route.Scopes.Count > 0).ShouldBeGreaterThan(20);

    [Fact]
    public void a_made_up_endpoint_without_permission_is_seen() =>
        Unguarded(Read(Made("/api/v1/plots"))).Single().ShouldContain("names no permission");

    [Fact]
    public void a_made_up_endpoint_with_authorization_but_without_permission_is_seen() =>
        Unguarded(Read(Made("/api/v1/plots", new AuthorizeAttribute()))).Single().ShouldContain("names no permission");

    [Fact]
    public void a_made_up_endpoint_that_anybody_may_call_although_it_names_a_permission_is_seen() =>
        Unguarded(Read(Made("/api/v1/plots", new PermissionAttribute(Permissions.ReadPlots, Scope.Filtered),
            new AllowAnonymousAttribute())))
            .Single().ShouldContain("anybody");

    [Fact]
    public void a_made_up_permission_that_no_role_has_is_seen() =>
        Unguarded(Read(Made("/api/v1/plots", new PermissionAttribute("plots:wish", Scope.Filtered)))).Single().ShouldContain("plots:wish");

    [Theory]
    [InlineData("/api/v1/plots", Scope.Plot, typeof(string))]
    [InlineData("/api/v1/plots", Scope.CommuneInBody, typeof(string))]
    [InlineData("/api/v1/plots", Scope.CommuneInBody, null)]
    [InlineData("/api/v1/imports", Scope.ImportRun, null)]
    [InlineData("/api/v1/plots/{plot}", Scope.ImportRun, null)]
    [InlineData("/api/v1/plots/{plot}/holders", Scope.Filtered, null)]
    [InlineData("/api/v1/imports/{id}", Scope.Filtered, null)]
    [InlineData("/api/v1/imports/{id}", Scope.BulkProposal, null)]
    [InlineData("/api/v1/persons", Scope.Person, null)]
    [InlineData("/api/v1/plots/{plot}", Scope.Province, null)]
    [InlineData("/api/v1/plots", (Scope)99, null)]
    public void a_made_up_endpoint_whose_scope_does_not_fit_is_seen(string pattern, Scope scope, Type? body) =>
        Unguarded(new(pattern, false, [Permissions.ReadPlots], [scope], body)).Count().ShouldBe(1);

    [Theory]
    [InlineData("/api/v1/plots/{plot}", Scope.Plot, null)]
    [InlineData("/api/v1/plots", Scope.CommuneInBody, typeof(LandLedger.Plots.RegisterPlot))]
    [InlineData("/api/v1/imports/{id}", Scope.ImportRun, null)]
    [InlineData("/api/v1/persons/{person}", Scope.Person, null)]
    [InlineData("/api/v1/plots", Scope.Filtered, null)]
    [InlineData("/api/v1/rebuilds/{id}", Scope.Province, null)]
    public void a_made_up_endpoint_whose_scope_fits_is_allowed(string pattern, Scope scope, Type? body) =>
        Unguarded(new(pattern, false, [Permissions.ReadPlots], [scope], body)).ShouldBeEmpty();

    private static IEnumerable<string> Unguarded(Route route)
    {
        if (route.Anonymous)
            return route.Scopes.Count == 0
                ? []
                : [$"{route.Pattern}: it names a permission and yet anybody may call it: take one of the two away."];
        if (route.Scopes.Count != 1)
            return [$"{route.Pattern}: it names no permission, or more than one: write [Permission(Permissions.…, Scope.…)] on the "
                + "method."];
        if (!Permissions.All.Contains(route.Permissions.Single()))
            return [$"{route.Pattern}: no role has {route.Permissions.Single()}: use one of Permissions, or give it to a role."];
        return Unfit(route, route.Scopes.Single()) is { } fault ? [$"{route.Pattern}: {fault}"] : [];
    }

    private static string? Unfit(Route route, Scope scope) => scope switch
    {
        Scope.Plot when !route.Pattern.Contains("{plot}", StringComparison.Ordinal) =>
            "Scope.Plot looks at the plot in the route: name it {plot}, so that the gate in front sees it.",
        Scope.CommuneInBody when route.Body?.IsAssignableTo(typeof(IInCommune)) != true =>
            "Scope.CommuneInBody looks into the body: let the command implement IInCommune, so that the gate in front sees it.",
        Scope.ImportRun when !route.Pattern.Contains("{id}", StringComparison.Ordinal) =>
            "Scope.ImportRun looks at the run in the route: name it {id}.",
        Scope.BulkProposal when !route.Pattern.Contains("/bulk-proposals/{id}", StringComparison.Ordinal) =>
            "Scope.BulkProposal looks at the proposal in the route: name it /bulk-proposals/{id}.",
        Scope.Person when !route.Pattern.Contains("{person}", StringComparison.Ordinal) =>
            "Scope.Person looks at the person in the route: name it {person}, so that the gate in front sees it.",
        Scope.Province when route.Pattern.Contains("{plot}", StringComparison.Ordinal) =>
            "Scope.Province is for what concerns every plot; this route is about one: use Scope.Plot.",
        Scope.Filtered when route.Pattern.Contains('{', StringComparison.Ordinal) =>
            "Scope.Filtered is for lists; this route is about one thing: use the scope that finds its commune.",
        Scope.Plot or Scope.CommuneInBody or Scope.ImportRun or Scope.BulkProposal or Scope.Person or Scope.Filtered
            or Scope.Province => null,
        _ => $"scope {scope} is new: say here how its routes look, and see that something holds callers to it.",
    };

    private IEnumerable<Route> Routes() =>
        ledger.Alba.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(Read);

    private static Route Read(RouteEndpoint endpoint)
    {
        var permissions = endpoint.Metadata.GetOrderedMetadata<PermissionAttribute>();
        return new(
            "/" + endpoint.RoutePattern.RawText!.TrimStart('/'),
            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
            [.. permissions.Select(permission => permission.Policy!)],
            [.. permissions.Select(permission => permission.Scope)],
            endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType ?? endpoint.Metadata.GetMetadata<HttpChain>()?.RequestType);
    }

    private static RouteEndpoint Made(string pattern, params object[] metadata) =>
        new(_ => Task.CompletedTask, RoutePatternFactory.Parse(pattern), 0, new(metadata), pattern);

    private sealed record Route(string Pattern, bool Anonymous, IReadOnlyList<string> Permissions, IReadOnlyList<Scope> Scopes, Type? Body);
}
