using System.Net;
using System.Text.Json;
using LandLedger.Proof;
using LandLedger.Proof.Verdicts;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Verify;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>A ledger that does nothing in bulk without a witness; the witness sits on a laptop without a network, or answers by HTTP.</summary>
public class WitnessedLedger : LedgerHost
{
    private const string Name = "land.example.vn/ledger/1";

    public Folder Home { get; } = new();

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Proof:Every"] = "00:00:00.050", ["Proof:Publish"] = "00:00:00.050", ["Proof:Name"] = Name,
        ["Proof:LogKeyFile"] = Home.At("log.key"), ["Proof:OriginKeyFile"] = Home.At("origin.key"),
        ["Proof:KeysFile"] = Home.At("keys"), ["Proof:CosignatureAge"] = "01:00:00",
    };

    protected override async Task<string> DatabaseAsync()
    {
        var lines = new List<string>();
        foreach (var (kind, name) in ((string, string)[])[("log", Name), ("origin", $"{Name}/origin"), ("witness", "witness.example.vn")])
        {
            var made = await VerifyProgram.RunAsync("key", name, "--kind", kind, "--out", Home.At($"{kind}.key"));
            made.Code.ShouldBe(0, made.Errors);
            lines.Add(made.Output.Trim());
        }

        Home.Put("keys", string.Join('\n', [.. lines, "quorum 1", ""]));
        return await base.DatabaseAsync();
    }
}

public sealed class A_ledger_that_needs_a_witness(WitnessedLedger ledger) : IClassFixture<WitnessedLedger>
{
    [Fact]
    public async Task takes_no_import_until_the_log_is_cosigned_and_carries_the_cosignature_in_its_proofs()
    {
        var registrar = ledger.As("registrar", "reg-42", "24781");
        var plot = Guid.Parse((await registrar.PostJson("/api/v1/plots", Calls.Registration(Calls.NewPlotNumber()))).Text("id"));
        using (var refused = await Intake.ImportCalls.Upload(registrar, "PL3", [1]))
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        // The officer takes the request to the laptop, and brings the signature back.
        var officer = ledger.As("security-officer");
        await Calls.Eventually(() => registrar.GetJson($"/api/v1/proofs/plots/{plot}"), proof => proof.Status == HttpStatusCode.OK);
        var request = await officer.GetStringAsync(new Uri("/api/v1/proofs/witness-request?old=0", UriKind.Relative));
        var cosigned = await VerifyProgram.RunAsync("cosign", ledger.Home.Put("request", request), "--key", ledger.Home.At("witness.key"),
            "--keys", ledger.Home.At("keys"), "--state", ledger.Home.At("state"), "--begin");
        cosigned.Code.ShouldBe(0, cosigned.Errors);
        (await officer.PostJson("/api/v1/proofs/cosignatures",
            JsonSerializer.Serialize(new { request, cosignatures = "— someone else AAAAAAAA" }))).Code.ShouldBe("cosignature-refused");
        (await officer.PostJson("/api/v1/proofs/cosignatures", JsonSerializer.Serialize(new { request, cosignatures = cosigned.Output })))
            .Body!["cosigned"]!.GetValue<int>().ShouldBe(1);

        // Whoever takes the checkpoint home takes the witness's word along.
        var home = SignedNote.Parse(await ledger.Anonymous().GetStringAsync(new Uri("/log/checkpoint", UriKind.Relative)));
        TrustedKeys.Parse(await File.ReadAllTextAsync(ledger.Home.At("keys"))).Check(home).IsTrusted.ShouldBeTrue();

        using (var taken = await Intake.ImportCalls.Upload(registrar, "PL3", [1]))
            taken.StatusCode.ShouldNotBe(HttpStatusCode.ServiceUnavailable);
        var proof = await registrar.GetStringAsync(new Uri($"/api/v1/proofs/plots/{plot}", UriKind.Relative));
        PlotProof.Parse(proof).Check(TrustedKeys.Parse(await File.ReadAllTextAsync(ledger.Home.At("keys")))).Outcome.ShouldBe(Outcome.Sound);
        var verified = await VerifyProgram.RunAsync("plot", ledger.Home.Put("proof.json", proof), "--keys", ledger.Home.At("keys"));
        verified.Code.ShouldBe(0, verified.Output + verified.Errors);
        (await VerifyProgram.RunAsync("plot", ledger.Home.Put("forged.json", proof.Replace("240.5", "940.5", StringComparison.Ordinal)),
            "--keys", ledger.Home.At("keys"))).Code.ShouldBe(1);
        (await officer.GetJson("/api/v1/proofs/log")).Body!["cosignedAt"].ShouldNotBeNull();
    }
}
