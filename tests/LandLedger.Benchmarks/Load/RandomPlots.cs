using System.Text;

namespace LandLedger.Benchmarks.Load;

/// <summary>Asks for something of one random plot after the other: its own sequence of plots, the same in every run.</summary>
/// <param name="plots">The plots there are.</param>
/// <param name="token">Of whoever asks; null for none.</param>
/// <param name="seed">Of its sequence.</param>
/// <param name="path">What stands before the plot's id.</param>
internal sealed class RandomPlots(IReadOnlyList<Guid> plots, string? token, int seed, string path = "/api/v1/plots/") : Exchange
{
    private readonly Random random = new(seed);
    private readonly string head = $"Host: 127.0.0.1\r\nAccept: "
        + $"application/json\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}\r\n";
    private readonly byte[] request = new byte[4096];

    public long Bytes { get; private set; }

    public long Answers { get; private set; }

    public override ReadOnlyMemory<byte> Next()
    {
        var id = plots[random.Next(plots.Count)];
        return request.AsMemory(0, Encoding.ASCII.GetBytes($"GET {path}{id} HTTP/1.1\r\n{head}", request));
    }

    public override void Answered(HttpAnswer answer)
    {
        answer.Expect(200);
        Bytes += answer.Body.Length;
        Answers++;
    }
}
