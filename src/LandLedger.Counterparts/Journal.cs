using System.Text.Json;

namespace LandLedger.Counterparts;

/// <summary>An append-only file of JSON lines. What <see cref="Append"/> has returned from survives the death of the process.</summary>
/// <remarks>Without a folder nothing is kept. Callers serialise their own access.</remarks>
internal sealed class Journal<T> : IDisposable where T : class
{
    private readonly FileStream? _file;

    private Journal(FileStream? file) => _file = file;

    /// <summary>Opens or creates the file, hands every kept line to <paramref name="replay"/>, and drops a last line cut short.</summary>
    /// <exception cref="IOException">Another process has the file open.</exception>
    /// <exception cref="InvalidDataException">A whole line cannot be read.</exception>
    public static Journal<T> Open(string? folder, string name, Action<T> replay)
    {
        if (folder is null)
        {
            return new Journal<T>(null);
        }
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            file.SetLength(Replay(file, name, replay));
            file.Seek(0, SeekOrigin.End);
            return new Journal<T>(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes one line and waits until the disk has it.</summary>
    public void Append(T entry)
    {
        if (_file is null)
        {
            return;
        }
        var end = _file.Length;
        try
        {
            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry, ContractJson.Strict), (byte)'\n']);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Half a line must not run into the next one.
            _file.SetLength(end);
            _file.Seek(end, SeekOrigin.Begin);
            throw;
        }
    }

    public void Dispose() => _file?.Dispose();

    // A line without its line feed was being written when the process died: nobody was answered on its strength.
    private static long Replay(FileStream file, string name, Action<T> replay)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var start = 0;
        for (var number = 1; Array.IndexOf(bytes, (byte)'\n', start) is var end and >= 0; number++)
        {
            try
            {
                replay(JsonSerializer.Deserialize<T>(bytes.AsSpan(start, end - start), ContractJson.Strict)!);
            }
            catch (JsonException)
            {
                throw new InvalidDataException($"{name}: line {number} is not an entry of this journal.");
            }
            start = end + 1;
        }
        return start;
    }
}
