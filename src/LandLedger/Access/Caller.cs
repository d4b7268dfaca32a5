using System.Security.Claims;

namespace LandLedger.Access;

/// <summary>What the access token says about the person who calls.</summary>
public static class Caller
{
    /// <summary>The value of the <c>communes</c> claim that stands for every commune of the province.</summary>
    public const string Province = "province";

    /// <summary>Subject of the token: the person, for ever.</summary>
    public static string Subject(this ClaimsPrincipal user) =>
        user.FindFirst("sub")?.Value ?? throw new InvalidOperationException("The caller has no subject.");

    /// <summary>Name to show beside an entry.</summary>
    public static string DisplayName(this ClaimsPrincipal user) => user.FindFirst("name")?.Value ?? user.Subject();

    /// <summary>Roles, comma-separated, in a fixed order.</summary>
    public static string RoleList(this ClaimsPrincipal user) =>
        string.Join(',', user.FindAll("role").Select(role => role.Value).Order(StringComparer.Ordinal));

    /// <summary>Whether the whole province is the caller's scope.</summary>
    public static bool CoversProvince(this ClaimsPrincipal user) => user.HasClaim("communes", Province);

    /// <summary>The communes of the caller's scope; empty when there is none.</summary>
    public static string[] Communes(this ClaimsPrincipal user) =>
        [.. user.FindAll("communes").Select(commune => commune.Value).Where(commune => commune != Province)];

    /// <summary>Whether a commune lies within the caller's scope. No scope in the token means no access.</summary>
    public static bool Covers(this ClaimsPrincipal user, string commune) =>
        user.CoversProvince() || user.HasClaim("communes", commune);

    /// <summary>What an office is called in an entry: the communes of the scope, or the province.</summary>
    public static string Office(this ClaimsPrincipal user) =>
        user.CoversProvince() ? Province : string.Join(',', user.Communes().Order(StringComparer.Ordinal));
}
