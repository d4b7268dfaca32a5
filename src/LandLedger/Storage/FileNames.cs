using System.Runtime.InteropServices;
using System.Text;

namespace LandLedger.Storage;

/// <summary>What the framework does not do with names of files: give one only where there is none, and make it outlive a power cut.</summary>
public static class FileNames
{
    private const int NotPermitted = 1, Exists = 17, InvalidArgument = 22;
    private static readonly int CloseOnExec = OperatingSystem.IsLinux() ? 0x80000 : 0x1000000;

    /// <summary>
    /// Gives a draft its name. Of several that give the same name at once, in whatever processes, exactly one succeeds; the framework
    /// looks whether the name is taken and moves the file then, and what comes between is lost.
    /// </summary>
    /// <param name="draft">A file that is whole. Afterwards it has the other name only.</param>
    /// <param name="path">The name, on the same file system.</param>
    /// <exception cref="IOException">The name is taken, or cannot be given; the draft is still there.</exception>
    public static void Give(string draft, string path)
    {
        var fault = OperatingSystem.IsWindows() ? NotPermitted : link(Bytes(draft), Bytes(path)) == 0 ? 0 : Marshal.GetLastPInvokeError();
        if (fault == 0)
            File.Delete(draft);
        else if (fault == Exists)
            throw new IOException($"There is a file already : '{path}'");
        else
            // Windows does it in one step. Some file systems give no second name to a file, and any other fault is better told from here.
            File.Move(draft, path, overwrite: false);
    }

    /// <summary>Makes the names in a folder survive a power cut.</summary>
    /// <exception cref="IOException">Nobody knows whether they would.</exception>
    public static void Keep(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = open(Bytes(folder), CloseOnExec);
        var fault = handle < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (handle >= 0)
        {
            fault = fsync(handle) < 0 ? Marshal.GetLastPInvokeError() : 0;
            _ = close(handle);
        }

        // Some file systems have nothing to flush for a folder and say that the call makes no sense.
        if (fault is not (0 or InvalidArgument))
            throw new IOException($"{Marshal.GetPInvokeErrorMessage(fault)} : '{folder}'");
    }

    private static byte[] Bytes(string path) => Encoding.UTF8.GetBytes(path + "\0");

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int link(byte[] file, byte[] name);

    // The framework opens no folders, and only the folder's own flush makes a new name durable.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open(byte[] path, int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(int handle);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int handle);
}
