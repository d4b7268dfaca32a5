using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Intake;

/// <summary>A ledger that knows two signers of one system, and takes nothing unsigned from it.</summary>
public sealed class SignedLedger : LedgerHost
{
    public const string KeyFileName = "source.key.pem";

    public string Keys { get; } = Directory.CreateTempSubdirectory("landledger-signers-").FullName;

    public ECDsa Inline { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ECDsa InFile { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    protected override IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            var path = Path.Combine(Keys, "source.pem");
            File.WriteAllText(path, InFile.ExportSubjectPublicKeyInfoPem());
            File.WriteAllText(Path.Combine(Keys, KeyFileName), InFile.ExportPkcs8PrivateKeyPem());
            return new Dictionary<string, string>
            {
                ["Intake:Signers:VNPT-iLIS:0"] = Inline.ExportSubjectPublicKeyInfoPem(),
                ["Intake:Signers:VNPT-iLIS:1"] = path,
                ["Intake:ManifestRequired:VNPT-iLIS"] = "true",
            };
        }
    }
}

/// <summary>Files that come with a manifest of their source, signed.</summary>
public sealed class Signed_manifests(SignedLedger ledger) : IClassFixture<SignedLedger>
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-signed", "24781");
    private readonly byte[] file = ImportCalls.Csv(4, "Signed");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task of_a_known_signer_are_kept_with_the_run(bool inline)
    {
        var key = inline ? ledger.Inline : ledger.InFile;
        var manifest = Manifest(file, 4);
        var run = await Ended(await Send(file, manifest, Sign(key, manifest)));
        run["state"]!.ToString().ShouldBe("finished", run.ToJsonString());
        run["manifest"]!["rows"]!.GetValue<int>().ShouldBe(4);
        run["manifest"]!["signedBy"]!.ToString().ShouldBe(
            Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())));
        run.ToJsonString().ShouldNotContain(Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    [Fact]
    public async Task signed_with_the_documented_command_are_taken()
    {
        var (manifest, signature) = (Path.Combine(ledger.Keys, "manifest.json"), Path.Combine(ledger.Keys, "manifest.sig"));
        await File.WriteAllBytesAsync(manifest, Manifest(file, 4));
        try
        {
            using var openssl = Process.Start("openssl",
                ["dgst", "-sha256", "-sign", Path.Combine(ledger.Keys, SignedLedger.KeyFileName), "-out", signature, manifest]);
            await openssl.WaitForExitAsync();
            openssl.ExitCode.ShouldBe(0);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("openssl is not installed.");
        }

        var answer = await Send(file, await File.ReadAllBytesAsync(manifest), Convert.ToBase64String(await File.ReadAllBytesAsync(signature)));
        (await Ended(answer))["state"]!.ToString().ShouldBe("finished");
    }

    [Fact]
    public async Task that_promise_another_number_of_rows_fail_the_run_and_what_came_in_stays()
    {
        var more = ImportCalls.Csv(6, "Promised");
        var manifest = Manifest(more, 7);
        var run = await Ended(await Send(more, manifest, Sign(ledger.Inline, manifest)));
        (run["state"]!.ToString(), run["failedFor"]!.ToString()).ShouldBe(("failed", "manifest-rows-differ"));
        run["failedBecause"]!["vi"]!.ToString().ShouldNotBeEmpty();
        run.Count("plots", "new").ShouldBe(6);
    }

    [Fact]
    public async Task that_are_missing_or_wrong_are_refused()
    {
        var manifest = Manifest(file, 4);
        var good = Sign(ledger.Inline, manifest);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (await CodeOf(file, null, null)).ShouldBe("manifest-missing");
        (await CodeOf(file, null, good)).ShouldBe("manifest-missing");
        (await CodeOf(file, manifest, null)).ShouldBe("manifest-signature-wrong");
        (await CodeOf(file, manifest, "no base64")).ShouldBe("manifest-signature-wrong");
        (await CodeOf(file, manifest, "")).ShouldBe("manifest-signature-wrong");
        (await CodeOf(file, manifest, Sign(stranger, manifest))).ShouldBe("manifest-signature-wrong");
        (await CodeOf(file, [.. manifest, (byte)' '], good)).ShouldBe("manifest-signature-wrong");
        (await CodeOf(file, manifest, Convert.ToBase64String(ledger.Inline.SignData(manifest, HashAlgorithmName.SHA256))))
            .ShouldBe("manifest-signature-wrong", "the plain form of a signature is not the one that is agreed");
        (await CodeOf([.. file, (byte)'\n'], manifest, good)).ShouldBe("manifest-hash-differs");
        (await Signed(Manifest(file, 4, system: "PL3"))).ShouldBe("manifest-malformed");
        (await Signed(Manifest(file, -1))).ShouldBe("manifest-malformed");
        (await Signed(Encoding.UTF8.GetBytes("not json"))).ShouldBe("manifest-malformed");
        (await Signed(Encoding.UTF8.GetBytes("""{"system":"VNPT-iLIS","rows":4}"""))).ShouldBe("manifest-malformed");
        (await CodeOf(file, new byte[70_000], good)).ShouldBe("request-malformed");

        async Task<string?> Signed(byte[] other) => await CodeOf(file, other, Sign(ledger.Inline, other));
    }

    [Fact]
    public async Task of_a_system_without_a_known_signer_are_worth_nothing_and_need_not_be_there()
    {
        var manifest = Manifest(file, 4, system: "PL3");
        using var answer = await Send(file, manifest, Sign(ledger.Inline, manifest), "PL3");
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!.ToString().ShouldBe("manifest-signature-wrong");
        using var without = await Send(file, null, null, "PL3");
        without.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    private async Task<string?> CodeOf(byte[] content, byte[]? manifest, string? signature)
    {
        using var answer = await Send(content, manifest, signature);
        answer.StatusCode.ShouldNotBe(HttpStatusCode.InternalServerError,
            ledger.Log.LastOrDefault(line => line.Contains("Exception", StringComparison.Ordinal)));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]?.ToString();
    }

    private async Task<HttpResponseMessage> Send(byte[] content, byte[]? manifest, string? signature, string system = "VNPT-iLIS")
    {
        using var form = new MultipartFormDataContent { { new StringContent(system), "system" } };
        if (signature is not null)
            form.Add(new StringContent(signature), "signature");
        form.Add(new ByteArrayContent(content), "file", "file.csv");
        // Behind the file, as a source may well send it.
        if (manifest is not null)
            form.Add(new ByteArrayContent(manifest), "manifest");
        return await registrar.PostAsync("/api/v1/imports", form);
    }

    private async Task<JsonNode> Ended(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return await Calls.Eventually(async () => (await registrar.GetJson(answer.Headers.Location!.ToString())).Body!,
            run => run["state"]!.ToString() is not ("queued" or "running"), 60);
    }

    private static byte[] Manifest(byte[] file, int rows, string system = "VNPT-iLIS") => Encoding.UTF8.GetBytes(
        $$"""
        {"system":"{{system}}","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(file))}}","rows":{{rows}},"madeAt":"2026-01-05T02:00:00Z"}
        """);

    private static string Sign(ECDsa key, byte[] manifest) =>
        Convert.ToBase64String(key.SignData(manifest, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
}
