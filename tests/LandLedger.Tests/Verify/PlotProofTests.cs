using System.Text.Json.Nodes;
using LandLedger.Proof;
using LandLedger.Proof.Verdicts;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify;

public sealed class A_plots_proof : IDisposable
{
    private readonly MadeLog log = new(300);
    private readonly Folder folder = new();
    private readonly PlotProof proof;

    public A_plots_proof()
    {
        log.Write(folder.Path, 300);
        proof = log.ProofOf(MadeLog.PlotOf(2), folder.Path, 300);
    }

    [Fact]
    public void is_sound_and_says_what_it_checked()
    {
        var verdict = Read(proof.ToJson()).Check(log.Keys);
        verdict.Findings.ShouldBeEmpty();
        (verdict.Outcome, verdict.Checked, verdict.Cosigned, verdict.Checkpoint!.Size)
            .ShouldBe((Outcome.Sound, proof.Events.Count, 1, 300L));
        proof.Events.Count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void without_origin_keys_or_provenance_is_sound_with_a_remark()
    {
        var keys = new TrustedKeys(log.Log.Verifier, [], [], 0);
        var hidden = proof with { Events = [.. proof.Events.Select(shown => shown with { Provenance = null, Origin = null })] };
        var verdict = hidden.Check(keys);
        verdict.Outcome.ShouldBe(Outcome.Sound);
        verdict.Findings.Select(finding => finding.Code).ShouldBe([FindingCodes.OriginUnchecked, FindingCodes.ProvenanceNotShown]);
    }

    [Fact]
    public void names_the_event_whose_content_was_changed()
    {
        var found = Single(At(4, shown => shown with { Data = shown.Data.Replace("Thửa", "Thưa", StringComparison.Ordinal) }));
        found.Code.ShouldBe(FindingCodes.PayloadChanged);
        var changed = proof.Events[4];
        (found.LeafIndex, found.Sequence, found.Plot, found.Version, found.EventType).ShouldBe(
            (changed.LeafIndex, changed.Leaf.Sequence, proof.Plot, changed.Leaf.Version, "area_corrected"));
        found.Vi.ShouldNotBeEmpty();
        found.En.ShouldNotBe(found.Vi);
    }

    [Theory]
    [InlineData("""{"areaSquareMetres":"1.5","n":1.5}""")]
    [InlineData("""{"areaSquareMetres":"250.5"}""")]
    public void sees_content_that_was_replaced(string data) =>
        Single(At(4, shown => shown with { Data = data })).Code.ShouldBe(FindingCodes.PayloadChanged);

    [Fact]
    public void sees_who_and_why_changed() =>
        Single(At(4, shown => shown with { Provenance = shown.Provenance! with { Actor = "somebody-else" } }))
            .Code.ShouldBe(FindingCodes.ProvenanceChanged);

    [Fact]
    public void sees_a_leaf_that_is_not_in_the_log()
    {
        Codes(At(4, shown => shown with { Leaf = shown.Leaf with { Microseconds = shown.Leaf.Microseconds + 1 } }))
            .ShouldBe([FindingCodes.NotInLog, FindingCodes.ChainBroken]);
        Codes(At(4, shown => shown with { LeafIndex = shown.LeafIndex + 1 })).ShouldContain(FindingCodes.NotInLog);
        Codes(At(4, shown => shown with { Proof = [.. shown.Proof.Skip(1)] })).ShouldBe([FindingCodes.NotInLog]);
    }

    [Fact]
    public void sees_that_versions_were_left_out()
    {
        var gap = proof with { Events = [.. proof.Events.Where((_, at) => at != 5)] };
        Codes(gap).ShouldContain(FindingCodes.VersionMissing);
        gap.Check(log.Keys).Outcome.ShouldBe(Outcome.Altered);
        // A file may begin later; then what it shows is judged and what it does not is said.
        var late = proof with { Events = [.. proof.Events.SkipWhile((shown, at) => at == 0 || shown.Origin is null)] };
        Codes(late).ShouldBe([FindingCodes.FirstVersionsMissing]);
        late.Check(log.Keys).Outcome.ShouldBe(Outcome.Incomplete);
        Codes(proof with { Events = [proof.Events[1], proof.Events[0], .. proof.Events.Skip(2)] }).ShouldContain(FindingCodes.VersionOrder);
        (proof with { Events = [] }).Check(log.Keys).Outcome.ShouldBe(Outcome.Incomplete);
    }

    [Fact]
    public void sees_that_an_event_is_of_another_plot_or_no_event()
    {
        Codes(proof with { Plot = MadeLog.PlotOf(3) }).Distinct().ShouldBe([FindingCodes.OtherPlot, FindingCodes.OriginWrong,
            FindingCodes.OriginMissing], ignoreOrder: true);
        Codes(At(4, shown => shown with { Leaf = shown.Leaf with { Kind = LeafKind.ReadLog } })).ShouldContain(FindingCodes.NotAnEvent);
    }

    [Fact]
    public void sees_an_event_that_no_origin_signed()
    {
        var first = proof.Events.Index().First(shown => shown.Item.Origin is not null && shown.Index > 0).Index;
        Codes(At(first, shown => shown with { Origin = null })).Distinct().ShouldBe([FindingCodes.OriginMissing]);
        Codes(At(first, shown => shown with { Origin = "garbage" })).ShouldContain(FindingCodes.OriginWrong);
        Codes(At(first, shown => shown with { Origin = proof.Events[0].Origin })).ShouldContain(FindingCodes.OriginWrong);
        var signature = OriginSignature.Parse(proof.Events[first].Origin)!;
        signature.Signature[5] ^= 1;
        Codes(At(first, shown => shown with { Origin = signature.ToString() }))[0].ShouldBe(FindingCodes.OriginWrong);
        using var other = new MadeLog(1);
        var leaf = proof.Events[first].Leaf;
        var forged = OriginSignature.Of(other.Origin, proof.Plot, leaf.Version, [MadeLog.AsSigned(leaf)], 1);
        Codes(At(first, shown => shown with { Origin = forged.ToString() })).ShouldContain(FindingCodes.OriginKeyUnknown);
        var second = proof.Events.Index().First(shown => shown.Item.Origin is null).Index;
        Codes(At(second, shown => shown with { Origin = "second header" })).ShouldBe([FindingCodes.OriginWrong]);
    }

    [Fact]
    public void cannot_judge_a_commit_that_it_shows_in_part()
    {
        var cut = proof.Events.Index().Last(shown => shown.Item.Origin is null).Index;
        var verdict = (proof with { Events = [.. proof.Events.Take(cut)] }).Check(log.Keys);
        verdict.Outcome.ShouldBe(Outcome.Incomplete);
        verdict.Findings.ShouldAllBe(finding => finding.Code == FindingCodes.CommitCut);
    }

    [Fact]
    public void needs_the_logs_signature_and_enough_witnesses()
    {
        using var other = new MadeLog(1);
        proof.Check(other.Keys).Outcome.ShouldBe(Outcome.Altered);
        (proof with { Checkpoint = log.Note(300, cosigned: false) }).Check(log.Keys).Outcome.ShouldBe(Outcome.Incomplete);
    }

    [Fact]
    public void that_is_malformed_is_refused()
    {
        void Refused(Action<JsonObject> spoil)
        {
            var json = JsonNode.Parse(proof.ToJson())!.AsObject();
            spoil(json);
            Should.Throw<FormatException>(() => Read(json.ToJsonString()));
        }

        Refused(json => json["format"] = "land-ledger/plot-proof/v2");
        Refused(json => json["more"] = 1);
        Refused(json => json.Remove("plot"));
        Refused(json => json["plot"] = "7");
        Refused(json => json["checkpoint"] = "7");
        Refused(json => json["events"] = "7");
        Refused(json => json["events"]![0] = 7);
        Refused(json => json["events"]![0]!["leafIndex"] = -1);
        Refused(json => json["events"]![0]!["leafIndex"] = 1.5);
        Refused(json => json["events"]![0]!["leaf"] = "AAAA");
        Refused(json => json["events"]![0]!["leaf"] = null);
        Refused(json => json["events"]![0]!["data"] = null);
        Refused(json => json["events"]![0]!["more"] = null);
        Refused(json => json["events"]![0]!.AsObject().Remove("origin"));
        Refused(json => json["events"]![0]!["provenance"]!["more"] = null);
        Refused(json => json["events"]![0]!["provenance"]!["headers"] = null);
        Refused(json => json["events"]![0]!["proof"]![0] = "AAAA");
        Refused(json => json["events"]![0]!["proof"] = null);
        foreach (var text in (string[])["", "{", "[]", "null", "7", proof.ToJson() + "x", proof.ToJson()[..^3], "{\"format\":\"\\ud800\"}",
            "{\"format\":\"\ud800\"}", proof.ToJson().Replace("\"plot\"", "\"plot\": \"\", \"plot\"", StringComparison.Ordinal)])
            Should.Throw<FormatException>(() => Read(text));
    }

    public void Dispose()
    {
        log.Dispose();
        folder.Dispose();
    }

    private static PlotProof Read(string json) => PlotProof.Parse(json);

    private PlotProof At(int at, Func<ProvenEvent, ProvenEvent> change) =>
        proof with { Events = [.. proof.Events.Select((shown, index) => index == at ? change(shown) : shown)] };

    private Finding Single(PlotProof changed)
    {
        var verdict = Read(changed.ToJson()).Check(log.Keys);
        verdict.Outcome.ShouldBe(Outcome.Altered);
        return verdict.Findings.ShouldHaveSingleItem();
    }

    private string[] Codes(PlotProof changed) => [.. changed.Check(log.Keys).Findings.Select(finding => finding.Code)];
}
