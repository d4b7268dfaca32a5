using System.Globalization;
using LandLedger.Proof;

namespace LandLedger.Verify.Witnesses;

/// <summary>What a witness answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The text.</param>
/// <param name="Type">Its content type.</param>
internal sealed record WitnessAnswer(int Status, string Body, string Type = "text/plain; charset=utf-8")
{
    /// <summary>Whether it cosigned.</summary>
    public bool Cosigned => Status == 200;

    /// <summary>What the log signed, where that does not continue what it signed before: it may prove that the log cheats.</summary>
    public SignedNote? Evidence { get; init; }
}

/// <summary>
/// Cosigns only what continues the last that it cosigned (C2SP tlog-witness). Looking at the last and keeping the new one is one step,
/// and what is kept is on the disk before the answer goes out.
/// </summary>
internal sealed class Witness(SigningKey key, VerifierKey log, WitnessState state, TimeProvider clock)
{
    private readonly Lock one = new();

    /// <summary>Answers the body of a request.</summary>
    /// <exception cref="IOException">The state could not be kept; nothing was cosigned.</exception>
    public WitnessAnswer Answer(string body)
    {
        AddCheckpoint request;
        Checkpoint asked;
        try
        {
            request = AddCheckpoint.Parse(body);
            asked = Checkpoint.Parse(request.Note.Text);
        }
        catch (FormatException malformed)
        {
            return new(400, malformed.Message + "\n");
        }

        if (asked.Origin != log.Name)
            return new(404, "Not a log that this witness knows.\n");
        if (!request.Note.IsSignedBy(log))
            return new(403, "Not signed by the log.\n");
        if (request.Old > asked.Size)
            return new(400, "The old size is larger than the size of the checkpoint.\n");
        lock (one)
            return Cosign(request, asked);
    }

    private WitnessAnswer Cosign(AddCheckpoint request, Checkpoint asked)
    {
        var last = state.Last;
        if (request.Old != last.Size)
            return Conflict(last);
        if (request.Old == asked.Size && !asked.Root.AsSpan().SequenceEqual(last.Root))
            return Conflict(last) with { Evidence = request.Note };
        var continues = request.Old == 0 || request.Old == asked.Size
            ? request.Proof.Count == 0
            : MerkleProof.IsConsistent(last.Size, asked.Size, last.Root, asked.Root, request.Proof);
        if (!continues)
            return new(422, "The proof does not show that the log continues.\n") { Evidence = request.Note };
        if (asked.Size != last.Size)
            state.Keep(new(asked.Origin, asked.Size, asked.Root));
        return new(200, request.Note.Cosignature(key, clock.GetUtcNow()).ToString());
    }

    private static WitnessAnswer Conflict(Checkpoint last) =>
        new(409, last.Size.ToString(CultureInfo.InvariantCulture) + "\n", "text/x.tlog.size");
}
