using System.Text.Json;
using System.Text.Json.Serialization;

namespace LandLedger.Replay.Moving;

/// <summary>A table of the export.</summary>
/// <param name="Name">Its name, without the schema.</param>
/// <param name="Place">In which of the ledger's schemas it stands.</param>
/// <param name="Columns">The columns in the chunks, in order.</param>
/// <param name="Rows">How many rows the chunks hold.</param>
/// <param name="Compared">Not loaded: it follows from the others, and what is rebuilt is held against it.</param>
public sealed record ExportedTable(string Name, Place Place, string[] Columns, long Rows, bool Compared);

/// <summary>One file: rows of one table in PostgreSQL's text format, gzipped.</summary>
/// <param name="File">Its name.</param>
/// <param name="Table">Whose rows.</param>
/// <param name="Rows">How many.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Sha256">Of the file.</param>
public sealed record ExportedChunk(string File, string Table, long Rows, long Bytes, string Sha256);

/// <summary>The log in the export.</summary>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Root over them, base64.</param>
/// <param name="Checkpoint">The signed note that was published last before; null when its folder was not at hand.</param>
public sealed record ExportedLog(long Size, string Root, string? Checkpoint);

/// <summary>What an export holds. Written last: a folder without it is an export that was not finished.</summary>
public sealed record ExportManifest
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The format that this program writes, and the highest that it reads.</summary>
    public const int ThisFormat = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Of the files.</summary>
    public required int Format { get; init; }

    /// <summary>The export, the same however often it was stopped and gone on with.</summary>
    public required Guid Export { get; init; }

    /// <summary>Whether these are the vault's rows and not the ledger's.</summary>
    public required bool Vault { get; init; }

    /// <summary>Version of the program that wrote it.</summary>
    public required string Program { get; init; }

    /// <summary>Version of the server that was read.</summary>
    public required string Server { get; init; }

    /// <summary>Schema of the ledger there; where it is loaded another one may be set.</summary>
    public required string Schema { get; init; }

    /// <summary>The moment that the export shows.</summary>
    public required string TakenAt { get; init; }

    /// <summary>The log; null in an export of the vault.</summary>
    public ExportedLog? Log { get; init; }

    /// <summary>Messages that waited and are not in the export.</summary>
    public long MessagesLeftBehind { get; init; }

    /// <summary>How far each sequence was; null for one never used.</summary>
    public required SortedDictionary<string, long?> Sequences { get; init; }

    /// <summary>How many events of each type.</summary>
    public required SortedDictionary<string, long> EventTypes { get; init; }

    /// <summary>The tables.</summary>
    public required ExportedTable[] Tables { get; init; }

    /// <summary>The files.</summary>
    public required ExportedChunk[] Chunks { get; init; }

    /// <summary>As bytes of the file.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Reads the file's bytes.</summary>
    /// <exception cref="JsonException">Not a manifest of this format.</exception>
    public static ExportManifest Parse(byte[] bytes) =>
        JsonSerializer.Deserialize<ExportManifest>(bytes, Json) ?? throw new JsonException("Empty.");
}
