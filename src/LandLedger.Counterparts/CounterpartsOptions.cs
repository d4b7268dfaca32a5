using Microsoft.Extensions.Configuration;

namespace LandLedger.Counterparts;

/// <summary>How the counterparts run. Most may also be given as an argument (<c>--urls</c>, <c>--seed</c>, <c>--state</c>).</summary>
public sealed record CounterpartsOptions
{
    /// <summary>The key that is good enough on loopback, and refused on any other address.</summary>
    public const string DevelopmentKey = "development";

    /// <summary>Where to listen; port 0 takes a free one. Argument <c>--urls</c>.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:0";

    /// <summary>What callers must send in the header <c>X-Api-Key</c>. Environment variable <c>COUNTERPARTS_API_KEY</c>.</summary>
    public string ApiKey { get; init; } = DevelopmentKey;

    /// <summary>A JSON file with the people the population register knows at start. Argument <c>--seed</c>.</summary>
    public string? SeedFile { get; init; }

    /// <summary>A folder in which both services keep their state; without it they forget at their end. Argument <c>--state</c>.</summary>
    public string? StateFolder { get; init; }

    /// <summary>The clock that stamps receipts and answers.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether the program ends when its standard input does. Argument <c>--until-input-ends true</c>.</summary>
    internal bool UntilInputEnds { get; init; }

    internal CounterpartsOptions With(string[] args)
    {
        var given = new ConfigurationBuilder().AddEnvironmentVariables("COUNTERPARTS_").AddCommandLine(args).Build();
        return this with
        {
            Urls = given["urls"] ?? Urls,
            ApiKey = given["api_key"] ?? ApiKey,
            SeedFile = given["seed"] ?? SeedFile,
            StateFolder = given["state"] ?? StateFolder,
            UntilInputEnds = given["until-input-ends"] == "true" || UntilInputEnds,
        };
    }

    /// <exception cref="InvalidOperationException">The well-known key would be open to a network.</exception>
    internal void RefuseUnsafe()
    {
        var loopbackOnly = Urls.Split(';').All(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback);
        if (!loopbackOnly && ApiKey is (DevelopmentKey or ""))
        {
            throw new InvalidOperationException(
                "Listening beyond loopback needs a key of its own: set COUNTERPARTS_API_KEY to something other than the development key.");
        }
    }
}
