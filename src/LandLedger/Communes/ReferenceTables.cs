using System.Security.Cryptography;
using LandLedger.Sources;
using LandLedger.Sources.MapSheets;
using Marten;

namespace LandLedger.Communes;

/// <summary>The reference tables that reorganisations rely on: kept as they came in, checked whenever they are read.</summary>
public sealed class ReferenceTables(IDocumentStore store)
{
    private (string Key, SheetMap Map)? last;

    /// <summary>What a table says, read from its bytes.</summary>
    /// <exception cref="UnreadableFile">The bytes are no such table.</exception>
    public static MapSheetTable Read(byte[] content)
    {
        using var file = new MemoryStream(content, writable: false);
        return MapSheetTable.Read(file);
    }

    /// <summary>The SHA-256 by which a table is known.</summary>
    public static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>The table of a reorganisation; the last one asked for is at hand.</summary>
    public async Task<SheetMap> OfAsync(Reorganisation run, CancellationToken cancellation)
    {
        var key = $"{run.TableSha256} {run.CommuneCodes}";
        if (last is { } known && known.Key == key)
            return known.Map;
        await using var session = store.QuerySession();
        var table = await session.LoadAsync<ReferenceTable>(run.TableSha256, cancellation);
        if (table is null || HashOf(table.Content) != run.TableSha256)
            throw new InvalidOperationException("The reference table is gone, or is not the one that was approved.");
        var map = new SheetMap(Read(table.Content), run.CommuneCodes, run.TableSha256);
        last = (key, map);
        return map;
    }
}
