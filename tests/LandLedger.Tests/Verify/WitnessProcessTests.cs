using System.Globalization;
using System.Net;
using LandLedger.Proof;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify;

public sealed class The_witness_program : IDisposable
{
    private readonly MadeLog log = new(40);
    private readonly Folder folder = new();
    private readonly string[] words;
    private readonly TrustedKeys keys;

    public The_witness_program()
    {
        var line = SigningKey.NewLine("w.example.org", NoteAlgorithm.Cosignature);
        using var key = SigningKey.Parse(line);
        keys = new(log.Log.Verifier, [key.Verifier], [], 1);
        words = ["--key", folder.Put("key", line), "--keys", folder.Put("keys", log.Keys.ToString()), "--state", folder.At("state")];
    }

    [Fact]
    public async Task answers_over_http_and_keeps_its_state_through_a_stop_and_a_kill()
    {
        using (var witness = await RunningWitness.StartAsync([.. words, "--begin"]))
        {
            (await witness.Client.GetStringAsync("health")).ShouldBe("ok\n");
            var (status, body, type) = await witness.AskAsync(Request(0, 10));
            (status, type).ShouldBe((HttpStatusCode.OK, "text/plain"));
            keys.Check(SignedNote.Parse(log.Note(10, cosigned: false) + body)).IsTrusted.ShouldBeTrue();
            (await witness.AskAsync(Request(0, 20))).ShouldBe((HttpStatusCode.Conflict, "10\n", "text/x.tlog.size"));
            (await witness.AskAsync("garbage")).Status.ShouldBe(HttpStatusCode.BadRequest);
            (await witness.AskAsync(new string('x', 200_000))).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
            (await witness.Client.GetAsync("add-checkpoint")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
            (await witness.Client.GetAsync("state")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await witness.StopAsync()).ShouldBe(0);
        }

        using (var witness = await RunningWitness.StartAsync(words))
        {
            (await witness.AskAsync(Request(10, 20))).Status.ShouldBe(HttpStatusCode.OK);
            // It may be kept or not when the program is killed in the middle; never is it answered and forgotten.
            var asked = witness.AskAsync(Request(20, 30));
            witness.Kill();
            await Record.ExceptionAsync(() => asked);
        }

        using (var witness = await RunningWitness.StartAsync(words))
        {
            var (_, size, _) = await witness.AskAsync(Request(0, 40));
            size.ShouldBeOneOf("20\n", "30\n");
            (await witness.AskAsync(Request(int.Parse(size, CultureInfo.InvariantCulture), 40))).Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task does_not_start_without_a_state_that_it_can_read()
    {
        string[] all = ["witness", .. words, "--listen", "http://127.0.0.1:1/"];
        (await VerifyProgram.RunAsync(all)).ShouldSatisfyAllConditions(
            ended => ended.Code.ShouldBe(3), ended => ended.Errors.ShouldContain("--begin"));
        folder.Put("state", "damaged");
        (await VerifyProgram.RunAsync([.. all, "--begin"])).Code.ShouldBe(3);
        File.ReadAllText(folder.At("state")).ShouldBe("damaged");
    }

    [Fact]
    public async Task cosigns_by_file_too()
    {
        string[] Cosign(string request, params string[] more) => ["cosign", folder.Put("request", request), .. words, .. more];
        var first = await VerifyProgram.RunAsync(Cosign(Request(0, 10), "--begin"));
        first.Code.ShouldBe(0, first.Errors);
        keys.Check(SignedNote.Parse(log.Note(10, cosigned: false) + first.Output)).IsTrusted.ShouldBeTrue();
        (await VerifyProgram.RunAsync(Cosign(Request(10, 20), "--out", folder.At("lines")))).Output.ShouldBeEmpty();
        keys.Check(SignedNote.Parse(log.Note(20, cosigned: false) + File.ReadAllText(folder.At("lines")))).IsTrusted.ShouldBeTrue();
        var stale = await VerifyProgram.RunAsync(Cosign(Request(10, 30), "--json"));
        (stale.Code, stale.Output.Contains("\"size\":20", StringComparison.Ordinal)).ShouldBe((2, true));
        (await VerifyProgram.RunAsync(Cosign(A_witness.Body(20, [new byte[32]], log.Note(30))))).Code.ShouldBe(1);
        (await VerifyProgram.RunAsync(Cosign("garbage"))).Code.ShouldBe(3);
    }

    public void Dispose()
    {
        log.Dispose();
        folder.Dispose();
    }

    private string Request(int old, int size) =>
        A_witness.Body(old, old == 0 ? [] : log.Consistency(old, size), log.Note(size, cosigned: false));
}
