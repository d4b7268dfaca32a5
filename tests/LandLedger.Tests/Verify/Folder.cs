namespace LandLedger.Tests.Verify;

/// <summary>A folder that is gone after the test.</summary>
public sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ledger-verify-test-").FullName;

    /// <summary>A place in it.</summary>
    public string At(string path) => System.IO.Path.Combine(Path, path);

    /// <summary>Writes a file.</summary>
    public string Put(string path, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
        return At(path);
    }

    /// <summary>Changes one byte of a file.</summary>
    public void Flip(string path, int at)
    {
        var bytes = File.ReadAllBytes(At(path));
        bytes[at] ^= 1;
        File.WriteAllBytes(At(path), bytes);
    }

    /// <summary>Takes bytes off the end of a file.</summary>
    public void Cut(string path, int by) => File.WriteAllBytes(At(path), File.ReadAllBytes(At(path))[..^by]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
