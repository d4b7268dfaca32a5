using System.Net;

namespace LandLedger.Intake;

/// <summary>What somebody typed behind <c>import</c>.</summary>
/// <param name="System">The source system.</param>
/// <param name="File">The file.</param>
/// <param name="Server">The ledger.</param>
/// <param name="Token">The access token.</param>
/// <param name="Manifest">File of the manifest, if there is one.</param>
/// <param name="Signature">File of its signature, if there is one.</param>
/// <param name="CommuneCodes">Which list the commune codes are from, if it was said.</param>
public sealed record ImportWords(
    string System, string File, Uri Server, string Token, string? Manifest, string? Signature, string? CommuneCodes)
{
    /// <summary>How it is used.</summary>
    public const string Usage =
        "import --system PL3|VBDLIS|VNPT-iLIS --file FILE [--server URL] [--token-file FILE] [--manifest FILE --signature FILE] "
            + "[--commune-codes new|old|kept]";

    private const string DefaultServer = "http://localhost:5000";

    /// <summary>Reads the words.</summary>
    /// <param name="words">What stands behind <c>import</c>.</param>
    /// <param name="token">The token in the environment, taken when no file is named.</param>
    /// <param name="wrong">What is wrong, in Vietnamese and English, when null is returned.</param>
    public static ImportWords? Read(string[] words, string? token, out (string Vi, string En) wrong)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        wrong = default;
        for (var i = 0; i < words.Length; i += 2)
        {
            if (i + 1 == words.Length || !Known(words[i]) || !given.TryAdd(words[i], words[i + 1]))
                return Refuse($"Không hiểu: {words[i]}", $"Not understood: {words[i]}", out wrong);
        }

        string? At(string word) => given.GetValueOrDefault(word);
        if (At("--system") is not { } system || !SourceReaders.Known(system))
            return Refuse("Thiếu --system, hoặc không biết hệ thống này.", "--system is missing, or not a known system.", out wrong);
        foreach (var name in (string[])["--file", "--token-file", "--manifest", "--signature"])
        {
            if (At(name) is { } path ? !global::System.IO.File.Exists(path) : name == "--file")
                return Refuse($"Không có tệp của {name}.", $"There is no file for {name}.", out wrong);
        }

        if (At("--manifest") is null != At("--signature") is null)
            return Refuse("--manifest và --signature đi cùng nhau.", "--manifest and --signature go together.", out wrong);
        if (At("--token-file") is { } file)
            token = global::System.IO.File.ReadAllText(file).Trim();
        if (string.IsNullOrWhiteSpace(token))
            return Refuse("Thiếu mã truy cập: --token-file hoặc biến LEDGER_TOKEN.",
                "The access token is missing: --token-file, or the variable LEDGER_TOKEN.", out wrong);
        if (!Uri.TryCreate((At("--server") ?? DefaultServer).TrimEnd('/') + "/", UriKind.Absolute, out var server) || !IsSafe(server))
            return Refuse("--server phải là https (http chỉ trên máy này).", "--server is https, or http on this machine.", out wrong);
        return new(system, At("--file")!, server, token.Trim(), At("--manifest"), At("--signature"), At("--commune-codes"));
    }

    private static bool Known(string word) =>
        word is "--system" or "--file" or "--server" or "--token-file" or "--manifest" or "--signature" or "--commune-codes";

    // The token and every owner's name travel there.
    private static bool IsSafe(Uri server) =>
        server.Scheme == Uri.UriSchemeHttps
        || (server.Scheme == Uri.UriSchemeHttp
            && (server.Host == "localhost" || (IPAddress.TryParse(server.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))));

    private static ImportWords? Refuse(string vi, string en, out (string Vi, string En) wrong)
    {
        wrong = (vi, en);
        return null;
    }
}
