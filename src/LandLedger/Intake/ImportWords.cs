using LandLedger.Access;

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
        "import --system PL3|VBDLIS|VNPT-iLIS --file FILE " + LedgerAddress.Usage + " [--manifest FILE --signature FILE] "
            + "[--commune-codes new|old|kept]";

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
        if (LedgerAddress.Read(At("--server"), At("--token-file"), token, out wrong) is not { } ledger)
            return null;
        return new(system, At("--file")!, ledger.Server, ledger.Token, At("--manifest"), At("--signature"), At("--commune-codes"));
    }

    private static bool Known(string word) =>
        word is "--system" or "--file" or "--server" or "--token-file" or "--manifest" or "--signature" or "--commune-codes";

    private static ImportWords? Refuse(string vi, string en, out (string Vi, string En) wrong)
    {
        wrong = (vi, en);
        return null;
    }
}
