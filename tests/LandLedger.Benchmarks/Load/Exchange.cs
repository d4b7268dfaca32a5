namespace LandLedger.Benchmarks.Load;

/// <summary>What one client says next, and what it does with the answer. Used by one thread.</summary>
internal abstract class Exchange
{
    /// <summary>The bytes of the next request.</summary>
    public abstract ReadOnlyMemory<byte> Next();

    /// <summary>Takes an answer; throws when it is not the one expected.</summary>
    public abstract void Answered(HttpAnswer answer);
}

/// <summary>An answer as it came off the wire.</summary>
internal readonly record struct HttpAnswer(int Status, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body)
{
    /// <summary>Fails with the answer's text, which holds invented data only.</summary>
    public void Expect(int status)
    {
        if (Status != status)
            throw new InvalidOperationException($"{status} was expected, {Status} came: {System.Text.Encoding.UTF8.GetString(Body.Span)}");
    }
}
