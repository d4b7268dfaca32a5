using System.Security.Cryptography;
using System.Text.Json;
using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace LandLedger.Intake;

/// <summary>What the source system promised of a file and signed.</summary>
/// <param name="Rows">Rows of data in the file.</param>
/// <param name="MadeAt">When the file was made.</param>
/// <param name="SignedBy">SHA-256 of the public key (SubjectPublicKeyInfo) that verified the signature, lower-case hex.</param>
public sealed record SignedManifest(int Rows, Instant MadeAt, string SignedBy)
{
    /// <summary>Fails a run that came to another number of rows than promised; what was imported stays.</summary>
    public static ImportRun Compare(ImportRun run, int rows) =>
        run.Manifest is { } promised && promised.Rows != rows
            ? run with
            {
                State = ImportState.Failed, FailedFor = IntakeCodes.ManifestRows,
                FailedBecause = IntakeCodes.Find(IntakeCodes.ManifestRows),
            }
            : run;
}

/// <summary>
/// Checks manifests. A manifest is JSON (<c>system</c>, <c>sha256</c> of the file, <c>rows</c>, <c>madeAt</c>); its signature is ECDSA on
/// P-256 over SHA-256 of its exact bytes, DER in base64, as OpenSSL makes it. Settings: <c>Intake:Signers:SYSTEM</c>, one public key or
/// several, each as PEM or as the path of a PEM file; <c>Intake:ManifestRequired:SYSTEM</c>.
/// </summary>
public sealed class ManifestCheck(IConfiguration settings)
{
    private static readonly JsonSerializerOptions Strict = MakeStrict();

    private sealed record Promise(string System, string Sha256, int Rows, Instant MadeAt);

    /// <summary>What the manifest of an upload says, once it is sure who says it; null when there is none and none is needed.</summary>
    public SignedManifest? Check(ImportUpload upload, out ProblemDetails? problem)
    {
        problem = null;
        if (upload.Manifest is not { } bytes)
        {
            if (upload.Signature is not null || settings.GetValue<bool>($"Intake:ManifestRequired:{upload.System}"))
                problem = Refusal.Because("manifest-missing");
            return null;
        }

        if (SignerOf(upload.System, bytes, upload.Signature) is not { } signer)
        {
            problem = Refusal.Because("manifest-signature-wrong");
            return null;
        }

        if (Read(bytes) is not { } promise || promise.System != upload.System || promise.Rows < 0)
        {
            problem = Refusal.Because("manifest-malformed");
            return null;
        }

        if (!string.Equals(promise.Sha256, upload.File!.ClearSha256, StringComparison.OrdinalIgnoreCase))
        {
            problem = Refusal.Because("manifest-hash-differs");
            return null;
        }

        return new(promise.Rows, promise.MadeAt, signer);
    }

    private string? SignerOf(string system, byte[] manifest, string? signature)
    {
        var der = new byte[signature?.Length ?? 0];
        if (signature is null || !Convert.TryFromBase64String(signature, der, out var length))
            return null;
        var section = settings.GetSection($"Intake:Signers:{system}");
        // A section that only has children may have an empty text of its own beside them.
        foreach (var named in section.GetChildren().Select(child => child.Value).Append(section.Value)
            .OfType<string>().Where(named => named.Length > 0))
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(named.Contains("-----BEGIN", StringComparison.Ordinal) ? named : File.ReadAllText(named));
            if (key.KeySize == 256 && key.VerifyData(manifest, der.AsSpan(0, length), HashAlgorithmName.SHA256,
                    DSASignatureFormat.Rfc3279DerSequence))
                return Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        }

        return null;
    }

    private static Promise? Read(byte[] manifest)
    {
        try
        {
            return JsonSerializer.Deserialize<Promise>(manifest, Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonSerializerOptions MakeStrict()
    {
        var json = new JsonSerializerOptions();
        LedgerJson.Http(json);
        return json;
    }
}
