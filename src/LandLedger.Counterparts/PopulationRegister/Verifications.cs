namespace LandLedger.Counterparts.PopulationRegister;

/// <summary>The answers given so far: asked again with the same request id, the register says the same.</summary>
internal sealed class Verifications : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Given> _given = [];
    private Journal<Given>? _journal;

    /// <summary>An answer and the digest of the question it belongs to; the question itself is not kept.</summary>
    internal sealed record Given(string QuestionDigest, VerificationAnswer Answer);

    public static Verifications Open(string? stateFolder)
    {
        var verifications = new Verifications();
        verifications._journal = Journal<Given>.Open(stateFolder, "verifications.jsonl", verifications.Keep);
        return verifications;
    }

    /// <returns>The answer of this request id, or null when the id was used for another question.</returns>
    public VerificationAnswer? Answer(VerificationRequest request, Func<VerificationAnswer> look)
    {
        var digest = ContractJson.Digest(request);
        lock (_lock)
        {
            if (_given.TryGetValue(request.RequestId, out var before))
            {
                return before.QuestionDigest == digest ? before.Answer : null;
            }
            var given = new Given(digest, look());
            _journal!.Append(given);
            Keep(given);
            return given.Answer;
        }
    }

    public void Dispose() => _journal?.Dispose();

    private void Keep(Given given) => _given[given.Answer.RequestId] = given;
}
