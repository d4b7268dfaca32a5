using System.Text;
using System.Text.Json.Nodes;
using LandLedger.Proof;

namespace LandLedger.Verify.Keys;

/// <summary><c>key</c>: makes a private key for a log, a witness or an origin, and says the line for the file of trusted keys.</summary>
internal static class KeyCommand
{
    public const string Usage = "NAME --kind log|witness|origin --out FILE [--json]";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static Task<int> RunAsync(string[] args, TimeProvider clock)
    {
        var words = new CommandWords(args, 1, ["--kind", "--out"], []);
        var kind = words.Need("--kind");
        if (kind is not ("log" or "witness" or "origin"))
            throw new Unusable("--kind là log, witness hoặc origin.", "--kind is log, witness or origin.");
        var file = words.Need("--out");
        var verifier = Write(words[0], kind == "witness" ? NoteAlgorithm.Cosignature : NoteAlgorithm.Ed25519, file);
        Console.Out.WriteLine(words.Json ? new JsonObject { ["kind"] = kind, ["key"] = verifier }.ToJsonString() : $"{kind} {verifier}");
        return Task.FromResult(0);
    }

    private static string Write(string name, NoteAlgorithm algorithm, string file)
    {
        try
        {
            var line = SigningKey.NewLine(name, algorithm);
            using var key = SigningKey.Parse(line);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OwnerOnly;
            using var written = new FileStream(file, options);
            written.Write(Encoding.UTF8.GetBytes(line + "\n"));
            written.Flush(flushToDisk: true);
            return key.Verifier.ToString();
        }
        catch (FormatException malformed)
        {
            throw new Unusable("Tên khóa không có khoảng trắng và dấu cộng.", malformed.Message);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new Unusable($"Không ghi được {file}, hoặc tệp đã có.", $"{file} cannot be written, or is already there.");
        }
    }
}
