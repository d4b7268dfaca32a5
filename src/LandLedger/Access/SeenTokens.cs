using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace LandLedger.Access;

/// <summary>
/// Access tokens that were checked in full a short while ago. Checking a signature costs more than reading a card, and a person sends the
/// same token with each request. A token is remembered whole, and never beyond its own expiry.
/// </summary>
/// <param name="clock">Ages what is remembered.</param>
public sealed class SeenTokens(TimeProvider clock)
{
    /// <summary>How long a check holds; a signing key that the provider withdraws is good for at most this much longer.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private const int Capacity = 5_000;
    private readonly ConcurrentDictionary<string, Seen> seen = new(StringComparer.Ordinal);

    private sealed record Seen(ClaimsPrincipal Person, DateTimeOffset Until);

    /// <summary>Hooks the memory into the check of bearer tokens.</summary>
    public JwtBearerEvents Events() => new()
    {
        OnMessageReceived = arrived =>
        {
            if (HeaderOf(arrived.Request) is { } header && seen.TryGetValue(header, out var known) && clock.GetUtcNow() < known.Until)
            {
                arrived.Principal = known.Person;
                arrived.Success();
            }

            return Task.CompletedTask;
        },
        OnTokenValidated = valid =>
        {
            if (HeaderOf(valid.Request) is { } header && valid.Principal is { } person)
                Remember(header, person, valid.SecurityToken.ValidTo);
            return Task.CompletedTask;
        },
    };

    private void Remember(string header, ClaimsPrincipal person, DateTime expires)
    {
        // Whoever floods the memory with tokens only makes the next check a full one.
        if (seen.Count >= Capacity)
            seen.Clear();
        var longest = clock.GetUtcNow() + Lifetime;
        var end = new DateTimeOffset(DateTime.SpecifyKind(expires, DateTimeKind.Utc));
        seen[header] = new(person, end < longest ? end : longest);
    }

    private static string? HeaderOf(HttpRequest request) => request.Headers.Authorization is [{ } header] ? header : null;
}
