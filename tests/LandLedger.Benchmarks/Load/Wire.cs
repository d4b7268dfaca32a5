using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LandLedger.Benchmarks.Load;

/// <summary>
/// One kept-alive HTTP/1.1 connection with blocking calls: a fraction of what a general client costs, so that on a small machine the load
/// generator does not compete with what it measures.
/// </summary>
internal sealed class Wire : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[16 * 1024];

    public Wire(int port)
    {
        socket.Connect(IPAddress.Loopback, port);
        socket.ReceiveTimeout = 30_000;
    }

    /// <summary>Sends a request and reads its answer, which is good until the next call.</summary>
    public HttpAnswer Ask(ReadOnlyMemory<byte> request)
    {
        socket.Send(request.Span);
        var filled = 0;
        var bodyAt = -1;
        while (bodyAt < 0)
        {
            filled = Receive(filled);
            bodyAt = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
        }

        bodyAt += 4;
        var status = (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + (buffer[11] - '0');
        var length = Header("content-length", bodyAt) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : -1;
        if (length < 0)
        {
            while (!buffer.AsSpan(bodyAt, filled - bodyAt).EndsWith("0\r\n\r\n"u8))
                filled = Receive(filled);
            length = Unchunk(bodyAt);
        }

        while (filled < bodyAt + length)
            filled = Receive(filled);
        return new(status, buffer.AsMemory(0, bodyAt), buffer.AsMemory(bodyAt, length));
    }

    public void Dispose() => socket.Dispose();

    private int Receive(int filled)
    {
        if (filled == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        var count = socket.Receive(buffer, filled, buffer.Length - filled, SocketFlags.None);
        return count > 0 ? filled + count : throw new IOException("The server closed the connection.");
    }

    private string? Header(string name, int end)
    {
        foreach (var line in Encoding.ASCII.GetString(buffer, 0, end).Split("\r\n"))
        {
            if (line.StartsWith(name, StringComparison.OrdinalIgnoreCase) && line.Length > name.Length && line[name.Length] == ':')
                return line[(name.Length + 1)..].Trim();
        }

        return null;
    }

    // Moves the chunks together and says how long they are.
    private int Unchunk(int start)
    {
        var (read, write) = (start, start);
        while (true)
        {
            var lineEnd = buffer.AsSpan(read).IndexOf("\r\n"u8);
            var size = int.Parse(Encoding.ASCII.GetString(buffer, read, lineEnd), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
                return write - start;
            buffer.AsSpan(read + lineEnd + 2, size).CopyTo(buffer.AsSpan(write));
            read += lineEnd + 2 + size + 2;
            write += size;
        }
    }
}
