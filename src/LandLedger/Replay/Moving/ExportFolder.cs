using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LandLedger.Replay.Moving;

/// <summary>A finished export, every file of it looked at before a row is taken from it.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Manifest">What it holds.</param>
/// <param name="ManifestHash">SHA-256 of the manifest: which export this is, to the byte.</param>
public sealed partial record ExportFolder(string Path, ExportManifest Manifest, string ManifestHash)
{
    /// <summary>Name of the list of hashes, as <c>sha256sum -c</c> reads it.</summary>
    public const string SumsFile = "SHA256SUMS";

    private const int MostNamed = 20;

    /// <summary>Reads the manifest and every file.</summary>
    /// <exception cref="MovingRefusedException">Something is missing, damaged or foreign; the text names it.</exception>
    public static async Task<ExportFolder> OpenAsync(string folder, bool vault, CancellationToken cancellation)
    {
        var path = System.IO.Path.Combine(folder, ExportManifest.FileName);
        if (!File.Exists(path))
            throw File.Exists(System.IO.Path.Combine(folder, ExportJournal.FileName))
                ? new MovingRefusedException($"Bản xuất trong {folder} chưa xong; hãy chạy lại lệnh export.",
                    $"The export in {folder} is not finished; run export again.")
                : new MovingRefusedException($"{folder} không có bản xuất.", $"There is no export in {folder}.");
        var bytes = await File.ReadAllBytesAsync(path, cancellation);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var sums = System.IO.Path.Combine(folder, SumsFile);
        if (!File.Exists(sums) || !(await File.ReadAllLinesAsync(sums, cancellation)).Contains($"{hash}  {ExportManifest.FileName}"))
            throw new MovingRefusedException($"{ExportManifest.FileName} đã bị sửa: {SumsFile} nêu mã băm khác.",
                $"{ExportManifest.FileName} was changed: {SumsFile} names another hash.");
        var export = new ExportFolder(folder, Read(bytes), hash);
        if (export.Manifest.Vault != vault)
            throw new MovingRefusedException($"{folder} là bản xuất {(vault ? "của sổ, không phải của kho" : "của kho, không phải của sổ")}.",
                $"{folder} is an export of the {(vault ? "ledger, not of the vault" : "vault, not of the ledger")}.");
        await export.CheckAsync(cancellation);
        return export;
    }

    /// <summary>Where a file is.</summary>
    public string At(ExportedChunk chunk) => System.IO.Path.Combine(Path, chunk.File);

    private static ExportManifest Read(byte[] bytes)
    {
        try
        {
            if (JsonDocument.Parse(bytes).RootElement.TryGetProperty("format", out var format) && format.GetInt32() > ExportManifest.ThisFormat)
                throw new MovingRefusedException("Bản xuất do phiên bản chương trình mới hơn ghi; hãy dùng phiên bản đó.",
                    "A newer version of the program wrote this export; use that one.");
            return ExportManifest.Parse(bytes);
        }
        catch (Exception unread) when (unread is JsonException or InvalidOperationException or FormatException)
        {
            throw new MovingRefusedException($"Không đọc được {ExportManifest.FileName}.", $"{ExportManifest.FileName} cannot be read.");
        }
    }

    private async Task CheckAsync(CancellationToken cancellation)
    {
        var wrong = new List<string>();
        if (Manifest.Chunks.FirstOrDefault(chunk => !PlainName().IsMatch(chunk.File)) is { } strange)
            throw new MovingRefusedException($"Tên tệp lạ trong bản kê: {strange.File}", $"The manifest names a strange file: {strange.File}");
        var named = Manifest.Chunks.Select(chunk => chunk.File).ToHashSet(StringComparer.Ordinal);
        wrong.AddRange(Directory.EnumerateFiles(Path, "*.copy.gz").Select(path => System.IO.Path.GetFileName(path))
            .Where(name => !named.Contains(name)).Select(name => $"{name} (lạ/foreign)"));
        var found = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForEachAsync(Manifest.Chunks, cancellation, async (chunk, token) =>
        {
            if (!File.Exists(At(chunk)))
                found.Add($"{chunk.File} (thiếu/missing)");
            else if (new FileInfo(At(chunk)).Length != chunk.Bytes || await ChunkFile.Sha256Async(At(chunk), token) != chunk.Sha256)
                found.Add($"{chunk.File} (hỏng/damaged)");
        });
        wrong.AddRange(found.Order(StringComparer.Ordinal));
        if (wrong.Count == 0)
            return;
        var names = string.Join(", ", wrong.Take(MostNamed)) + (wrong.Count > MostNamed ? ", …" : "");
        throw new MovingRefusedException($"Bản xuất không nguyên vẹn, chưa nạp gì: {names}", $"The export is not whole, nothing was loaded: {names}");
    }

    [GeneratedRegex("^[a-z0-9_]+-[0-9]+\\.copy\\.gz$")]
    private static partial Regex PlainName();
}
