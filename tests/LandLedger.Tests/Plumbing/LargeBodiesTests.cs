using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plumbing;

public sealed class Large_bodies(KestrelLedger ledger) : IClassFixture<KestrelLedger>
{
    private const int Hundred = 100 * 1024 * 1024;
    private const string Json = "application/json", Form = "multipart/form-data; boundary=edge";

    private static readonly string Plot = $"/api/v1/plots/{Guid.CreateVersion7()}";

    [Theory]
    [InlineData("/api/v1/plots", Json)]
    [InlineData("{plot}/corrections", Json)]
    [InlineData("{plot}/holders", Json)]
    [InlineData("{plot}/sync", Json)]
    [InlineData("{plot}/documents", Form)]
    [InlineData("/api/v1/imports", Form)]
    public async Task that_say_their_size_are_refused_before_they_are_sent(string path, string type)
    {
        var watch = Stopwatch.StartNew();
        var (status, sent) = await SendAsync(path, type, chunked: false);
        status.ShouldBe(413);
        sent.ShouldBeLessThan(16 * 1024 * 1024);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("/api/v1/plots", Json, 16)]
    [InlineData("/api/v1/imports", Form, 70)]
    public async Task that_do_not_say_it_are_cut_off_where_the_limit_is(string path, string type, int mebibytes)
    {
        var (status, sent) = await SendAsync(path, type, chunked: true);
        status.ShouldBe(413);
        sent.ShouldBeLessThan(mebibytes * 1024 * 1024);
    }

    [Fact]
    public async Task of_nobody_are_not_read_at_all()
    {
        var (status, sent) = await SendAsync("/api/v1/plots", Json, chunked: true, signedIn: false);
        status.ShouldBe(401);
        sent.ShouldBeLessThan(16 * 1024 * 1024);
    }

    [Fact]
    public async Task leave_the_service_as_it_was()
    {
        await SendAsync("/api/v1/plots", Json, chunked: true);
        using var client = new HttpClient { BaseAddress = ledger.Url };
        (await client.GetAsync("/health/ready")).EnsureSuccessStatusCode();
    }

    // A plain socket, so that the test sees how much went out before the answer came.
    private async Task<(int Status, long Sent)> SendAsync(string path, string type, bool chunked, bool signedIn = true)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(ledger.Url.Host, ledger.Url.Port);
        await using var stream = socket.GetStream();
        var head = $"POST {path.Replace("{plot}", Plot, StringComparison.Ordinal)} HTTP/1.1\r\nHost: ledger\r\nContent-Type: {type}\r\n"
            + (signedIn ? $"Authorization: Bearer {ledger.Token}\r\n" : "")
            + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {Hundred}\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        var answer = ReadStatusAsync(stream);
        return await PumpAsync(stream, type == Form, chunked, answer);
    }

    private static async Task<(int Status, long Sent)> PumpAsync(NetworkStream stream, bool form, bool chunked, Task<int> answer)
    {
        var piece = new byte[64 * 1024];
        Array.Fill(piece, (byte)' ');
        var sent = 0L;
        try
        {
            if (form)
                await WriteAsync("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"u8.ToArray());
            while (sent < Hundred && !answer.IsCompleted)
                await WriteAsync(piece);
        }
        catch (IOException)
        {
            // The service closed the door; what it said stands in the answer.
        }

        return (await answer.WaitAsync(TimeSpan.FromSeconds(30)), sent);

        async Task WriteAsync(byte[] bytes)
        {
            if (chunked)
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"));
            await stream.WriteAsync(bytes);
            if (chunked)
                await stream.WriteAsync("\r\n"u8.ToArray());
            sent += bytes.Length;
        }
    }

    private static async Task<int> ReadStatusAsync(NetworkStream stream)
    {
        var line = new byte[12];
        await stream.ReadExactlyAsync(line);
        return int.Parse(Encoding.ASCII.GetString(line)[9..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
