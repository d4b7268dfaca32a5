using System.Net;

namespace LandLedger.Access;

/// <summary>Which ledger a command talks to, and as whom.</summary>
/// <param name="Server">The ledger.</param>
/// <param name="Token">The access token.</param>
public sealed record LedgerAddress(Uri Server, string Token)
{
    /// <summary>The words that name it.</summary>
    public const string Usage = "[--server URL] [--token-file FILE]";

    private const string DefaultServer = "http://localhost:5000";

    /// <summary>Reads the address.</summary>
    /// <param name="server">What stands behind <c>--server</c>.</param>
    /// <param name="tokenFile">What stands behind <c>--token-file</c>; without it the variable <c>LEDGER_TOKEN</c> counts.</param>
    /// <param name="token">The token in the environment.</param>
    /// <param name="wrong">What is wrong, in Vietnamese and English, when null is returned.</param>
    public static LedgerAddress? Read(string? server, string? tokenFile, string? token, out (string Vi, string En) wrong)
    {
        wrong = default;
        if (tokenFile is not null)
            token = File.Exists(tokenFile) ? File.ReadAllText(tokenFile).Trim() : null;
        if (string.IsNullOrWhiteSpace(token))
        {
            wrong = ("Thiếu mã truy cập: --token-file hoặc biến LEDGER_TOKEN.",
                "The access token is missing: --token-file, or the variable LEDGER_TOKEN.");
            return null;
        }

        if (Uri.TryCreate((server ?? DefaultServer).TrimEnd('/') + "/", UriKind.Absolute, out var address) && IsSafe(address))
            return new(address, token.Trim());
        wrong = ("--server phải là https (http chỉ trên máy này).", "--server is https, or http on this machine.");
        return null;
    }

    // The token travels there, and with a file every owner's name.
    private static bool IsSafe(Uri server) =>
        server.Scheme == Uri.UriSchemeHttps
        || (server.Scheme == Uri.UriSchemeHttp
            && (server.Host == "localhost" || (IPAddress.TryParse(server.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))));
}
