using LandLedger.Proof;
using LandLedger.Verify;
using LandLedger.Verify.Witnesses;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Verify;

/// <summary>The cases that every witness must answer rightly, whoever wrote it.</summary>
public sealed class A_witness : IDisposable
{
    private readonly MadeLog log = new(400);
    private readonly Folder folder = new();

    [Fact]
    public void cosigns_the_first_checkpoint_and_each_that_continues_it()
    {
        using var witness = Open();
        foreach (var (old, size) in (ReadOnlySpan<(int, int)>)[(0, 10), (10, 10), (10, 11), (11, 256), (256, 257), (257, 400), (400, 400)])
        {
            var note = log.Note(size, cosigned: false);
            var answer = witness.Ask(Request(old, size));
            answer.Status.ShouldBe(200);
            var cosigned = SignedNote.Parse(note + answer.Body);
            cosigned.CosignedAt(log.Witness.Verifier).ShouldBe(MadeLog.Now);
            log.Keys.Check(cosigned).IsTrusted.ShouldBeTrue();
        }
    }

    [Fact]
    public void may_begin_with_an_empty_log()
    {
        using var witness = Open();
        witness.Ask(Request(0, 0)).Status.ShouldBe(200);
        witness.Ask(Request(0, 5)).Status.ShouldBe(200);
    }

    [Fact]
    public void refuses_another_root_at_the_size_it_cosigned()
    {
        using var witness = Open(300);
        var forked = Body(300, [], log.Note(300, MadeLog.Root(Other(300)), cosigned: false));
        Same(witness.Ask(forked), 409, "300\n", "text/x.tlog.size");
        witness.Ask(Request(300, 300)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData(0, 400, 409)]
    [InlineData(100, 400, 409)]
    [InlineData(301, 400, 409)]
    [InlineData(100, 200, 409)]
    [InlineData(0, 200, 409)]
    [InlineData(200, 200, 409)]
    [InlineData(300, 200, 400)]
    public void answers_with_its_size_when_asked_from_another(int old, int size, int status)
    {
        using var witness = Open(300);
        var answer = witness.Ask(Body(old, old is 0 or 300 ? [] : log.Consistency(Math.Min(old, size), size), log.Note(size)));
        answer.Status.ShouldBe(status);
        if (status == 409)
            Same(answer, 409, "300\n", "text/x.tlog.size");
        witness.State.Last.Size.ShouldBe(300);
    }

    [Fact]
    public void refuses_a_proof_that_is_missing_garbage_or_of_another_history()
    {
        using var witness = Open(300);
        var note = log.Note(400, cosigned: false);
        var proof = log.Consistency(300, 400);
        var flipped = proof.Select(hash => hash.ToArray()).ToArray();
        flipped[^1][0] ^= 1;
        foreach (var wrong in (IReadOnlyList<byte[]>[])[[], [new byte[32]], [.. proof.Skip(1)], [.. proof, new byte[32]], flipped])
            witness.Ask(Body(300, wrong, note)).Status.ShouldBe(422);
        witness.Ask(Body(300, proof, log.Note(400, MadeLog.Root(Other(400)), cosigned: false))).Status.ShouldBe(422);
        witness.Ask(Body(300, [new byte[32]], log.Note(300, cosigned: false))).Status.ShouldBe(422);
        witness.State.Last.Size.ShouldBe(300);
        witness.Ask(Body(300, proof, note)).Status.ShouldBe(200);
    }

    [Fact]
    public void refuses_a_proof_where_nothing_was_before()
    {
        using var witness = Open();
        witness.Ask(Body(0, [new byte[32]], log.Note(10))).Status.ShouldBe(422);
    }

    [Fact]
    public void refuses_what_the_log_did_not_sign()
    {
        using var witness = Open();
        using var other = new MadeLog(10);
        witness.Ask(Body(0, [], other.Note(10))).Status.ShouldBe(403);
        var note = log.Note(10);
        witness.Ask(Body(0, [], note with { Signatures = [note.Cosignature(log.Witness, MadeLog.Now)] })).Status.ShouldBe(403);
        var unknown = new SignedNote(new Checkpoint("another.example.org", 10, new byte[32]).ToString(), []).SignedWith(log.Log);
        witness.Ask(Body(0, [], unknown)).Status.ShouldBe(404);
        witness.State.Last.Size.ShouldBe(0);
    }

    [Fact]
    public void refuses_what_is_malformed()
    {
        using var witness = Open();
        var note = log.Note(10).ToString();
        string[] bodies =
        [
            "", "old 0", "old 0\n", "old 0\n\n", note, "\n" + note, "old 0\n" + note, "old -1\n\n" + note, "old 00\n\n" + note,
            "old 1x\n\n" + note, "OLD 0\n\n" + note, "old 0 \n\n" + note, "old 0\nAAAA\n\n" + note, "old 0\nnot base64\n\n" + note,
            "old 0\n" + string.Concat(Enumerable.Repeat(Convert.ToBase64String(new byte[32]) + "\n", 64)) + "\n" + note,
            "old 0\n\nno checkpoint\n\n— a AAAAAAAA\n", "old 0\n\n" + note[..^20], "old 99999999999999999999\n\n" + note,
        ];
        foreach (var body in bodies)
            witness.Ask(body).Status.ShouldBe(400, body);
    }

    [Fact]
    public async Task lets_only_one_of_two_racing_requests_through()
    {
        using var witness = Open(10);
        for (var (round, last) = (0, 10); round < 60; round++)
        {
            var (one, two) = (Request(last, last + 1), Request(last, last + 2));
            var answers = new WitnessAnswer[2];
            using var start = new Barrier(2);
            // On threads of their own: a busy pool would let one wait for the other's end.
            Task Asking(string request, int place) => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    answers[place] = witness.Ask(request);
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await Task.WhenAll(Asking(one, 0), Asking(two, 1));
            answers.Count(answer => answer.Cosigned).ShouldBe(1);
            last += answers[0].Cosigned ? 1 : 2;
            answers.Single(answer => !answer.Cosigned).Body.ShouldBe($"{last}\n");
            witness.State.Last.Size.ShouldBe(last);
        }
    }

    [Fact]
    public void keeps_what_it_cosigns_before_it_answers()
    {
        using var witness = Open(10);
        Directory.Move(folder.At("state"), folder.At("elsewhere"));
        Should.Throw<IOException>(() => witness.Ask(Request(10, 20)));
        Directory.Move(folder.At("elsewhere"), folder.At("state"));
        witness.State.Last.Size.ShouldBe(10);
        witness.Ask(Request(10, 20)).Status.ShouldBe(200);
        File.ReadAllText(folder.At("state/w")).ShouldBe(new Checkpoint(MadeLog.Name, 20, MadeLog.Root(log.Hashes(20))).ToString());
    }

    [Fact]
    public void remembers_after_a_restart()
    {
        using (var first = Open(300))
            Should.Throw<Unusable>(() => WitnessState.Open(folder.At("state/w"), MadeLog.Name, begin: false)).En.ShouldContain("held");
        using var again = Open(begin: false);
        again.Ask(Request(0, 400)).Body.ShouldBe("300\n");
        again.Ask(Request(300, 400)).Status.ShouldBe(200);
    }

    [Fact]
    public void never_begins_anew_unasked()
    {
        Should.Throw<Unusable>(() => Open(begin: false)).En.ShouldContain("--begin");
        Open(300).Dispose();
        // Asked to begin where something is kept, it goes on from there.
        using (var again = Open())
            again.State.Last.Size.ShouldBe(300);
        var kept = File.ReadAllText(folder.At("state/w"));
        foreach (var damaged in (string[])["", "{}", kept[..^1], kept + "more\n", kept.Replace("300", "x", StringComparison.Ordinal),
            kept.Replace("land.", "sand.", StringComparison.Ordinal)])
        {
            folder.Put("state/w", damaged);
            Should.Throw<Unusable>(() => Open(), damaged);
        }
    }

    public void Dispose()
    {
        log.Dispose();
        folder.Dispose();
    }

    internal static string Body(long old, IReadOnlyList<byte[]> proof, SignedNote note) =>
        $"old {old}\n{string.Concat(proof.Select(hash => Convert.ToBase64String(hash) + "\n"))}\n{note}";

    private static void Same(WitnessAnswer answer, int status, string body, string type) =>
        (answer.Status, answer.Body, answer.Type).ShouldBe((status, body, type));

    private string Request(int old, int size) => Body(
        old, old == 0 ? [] : log.Consistency(old, size), log.Note(size, cosigned: false));

    private static byte[][] Other(int size)
    {
        using var other = new MadeLog(size, seed: 1);
        return other.Hashes(size);
    }

    private Opened Open(int upTo = 0, bool begin = true)
    {
        Directory.CreateDirectory(folder.At("state"));
        var opened = new Opened(log, WitnessState.Open(folder.At("state/w"), MadeLog.Name, begin));
        if (upTo > 0)
            opened.Ask(Request(0, upTo)).Status.ShouldBe(200);
        return opened;
    }

    private sealed class Opened(MadeLog log, WitnessState state) : IDisposable
    {
        private readonly Witness witness = new(log.Witness, log.Log.Verifier, state, new Still());

        public WitnessState State => state;

        public WitnessAnswer Ask(string body) => witness.Answer(body);

        public void Dispose() => state.Dispose();
    }

    private sealed class Still : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => MadeLog.Now;
    }
}
