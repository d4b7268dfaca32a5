using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LandLedger.Tests.Verify;

/// <summary>Serves the files of a folder, as any web server would.</summary>
public sealed class StaticServer : IDisposable
{
    private readonly HttpListener listener;

    public StaticServer(string folder)
    {
        (listener, Url) = Started(1);
        Folder = folder;
        _ = Task.Run(ServeAsync);
    }

    public string Url { get; }

    /// <summary>What is served; may be changed at any time.</summary>
    public string Folder { get; set; }

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public void Dispose() => listener.Close();

    // Somebody else may take the port before it is listened on.
    private static (HttpListener, string) Started(int attempt)
    {
        var (listener, url) = (new HttpListener(), $"http://127.0.0.1:{FreePort()}/log/");
        listener.Prefixes.Add(url);
        try
        {
            listener.Start();
            return (listener, url);
        }
        catch (HttpListenerException) when (attempt < 3)
        {
            return Started(attempt + 1);
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var call = await listener.GetContextAsync();
                var path = call.Request.Url!.AbsolutePath["/log/".Length..];
                Asked.Enqueue(path);
                var file = Path.Combine(Folder, path);
                call.Response.StatusCode = File.Exists(file) ? 200 : 404;
                var bytes = File.Exists(file) ? await File.ReadAllBytesAsync(file) : [];
                call.Response.ContentLength64 = bytes.Length;
                await call.Response.OutputStream.WriteAsync(bytes);
                call.Response.Close();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
