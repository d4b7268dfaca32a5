using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LandLedger.Verify.Witnesses;

/// <summary>A file that outlives a power cut the moment writing it is over: whole, and under its name.</summary>
internal static class SyncedFile
{
    /// <summary>Writes the file beside its place, flushes it, moves it there and flushes the folder.</summary>
    /// <exception cref="IOException">It is not certain that the file was kept.</exception>
    public static void Write(string path, string text)
    {
        var made = path + ".new";
        using (var file = new FileStream(made, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(made, path, overwrite: true);
        // A file system of Windows keeps its names by itself.
        if (!OperatingSystem.IsWindows())
            FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static void FlushFolder(string folder)
    {
        // The framework opens no folders.
        var descriptor = Open([.. Encoding.UTF8.GetBytes(folder), 0], 0);
        if (descriptor < 0)
            throw new IOException($"{folder} cannot be opened.");
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
}
