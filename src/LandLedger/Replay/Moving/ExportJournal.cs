using System.Text;
using System.Text.Json;

namespace LandLedger.Replay.Moving;

/// <summary>
/// What an export that is not finished has written so far, a line each, on disk before the next file begins. Whoever goes on with the
/// export trusts only files that stand here.
/// </summary>
internal sealed class ExportJournal : IDisposable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "export.journal";

    private readonly FileStream file;
    private readonly Dictionary<string, ExportedChunk> chunks = new(StringComparer.Ordinal);

    private ExportJournal(FileStream file) => this.file = file;

    /// <summary>Names the export.</summary>
    public Guid Export { get; private set; }

    /// <summary>What is written, by name of the file.</summary>
    public IReadOnlyDictionary<string, ExportedChunk> Chunks => chunks;

    /// <summary>Begins an export in an empty folder, or goes on with the one that is there.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="source">Which database is read, and how it is cut: another one cannot go on with it.</param>
    /// <exception cref="MovingRefusedException">Something else is in the folder, or it is being written.</exception>
    public static ExportJournal Open(string folder, string source)
    {
        // The rows tell who recorded what; whoever else has an account here need not read that.
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (File.Exists(Path.Combine(folder, ExportManifest.FileName)))
            throw new MovingRefusedException($"{folder} đã có một bản xuất hoàn chỉnh; hãy chọn thư mục khác.",
                $"{folder} holds a finished export; choose another folder.");
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new MovingRefusedException($"Thư mục {folder} không trống và không phải bản xuất dở dang.",
                $"The folder {folder} is not empty, and not an export that was stopped.");
        FileStream file;
        try
        {
            file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new MovingRefusedException($"Một lệnh khác đang xuất vào {folder}.", $"Another command is exporting into {folder}.");
        }

        var journal = new ExportJournal(file);
        try
        {
            journal.Read(folder, source);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Notes a file that is durable.</summary>
    public void Add(ExportedChunk chunk)
    {
        lock (chunks)
        {
            chunks[chunk.File] = chunk;
            Append(JsonSerializer.Serialize(chunk));
        }
    }

    /// <summary>Forgets the journal: the manifest has all of it.</summary>
    public void End()
    {
        Dispose();
        File.Delete(file.Name);
    }

    /// <inheritdoc />
    public void Dispose() => file.Dispose();

    private void Read(string folder, string source)
    {
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        var lines = reader.ReadToEnd().Split('\n');
        // Without its end of line a line was cut off in the middle, and what it names may be too.
        var whole = lines[..^1];
        file.SetLength(Encoding.UTF8.GetByteCount(string.Concat(whole.Select(line => line + "\n"))));
        file.Seek(0, SeekOrigin.End);
        if (whole.Length == 0)
        {
            Export = Guid.NewGuid();
            Append($"{Export} {source}");
            return;
        }

        if (whole[0].Split(' ', 2) is not [var name, var read] || !Guid.TryParse(name, out var export) || read != source)
            throw new MovingRefusedException(
                $"Bản xuất dở dang trong {folder} là của cơ sở dữ liệu khác, hoặc được bắt đầu với tùy chọn khác.",
                $"The export that was stopped in {folder} is of another database, or was begun with other options.");
        Export = export;
        foreach (var line in whole[1..])
        {
            var chunk = JsonSerializer.Deserialize<ExportedChunk>(line)!;
            chunks[chunk.File] = chunk;
        }
    }

    private void Append(string line)
    {
        file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        file.Flush(flushToDisk: true);
    }
}
