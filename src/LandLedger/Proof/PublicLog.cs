using LandLedger.Proof.Tiles;

namespace LandLedger.Proof;

/// <summary>The log's public files, for anybody: nothing in them tells what an event says (C2SP tlog-tiles).</summary>
public static class PublicLog
{
    /// <summary>Serves <c>/log/checkpoint</c>, <c>/log/tile/…</c> and <c>/log/tile/entries/…</c>.</summary>
    public static void Map(WebApplication app) => app.MapGet("/log/{**path}", Get).AllowAnonymous().ExcludeFromDescription();

    // Witnesses need a moment for a new checkpoint; until then the last one that they have signed is the better one to take home.
    private static readonly TimeSpan Meanwhile = TimeSpan.FromMinutes(1);

    private static async Task<IResult> Get(
        string path, HttpContext http, ProofSettings settings, CosignedNotes notes, ProofKeys keys, LogState state, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (!TilePath.IsOne(path))
            return Results.Problem(Plumbing.Refusal.Because("not-found"));
        var changes = path == TilePath.Checkpoint;
        http.Response.Headers.CacheControl = changes ? "no-cache" : "public, max-age=604800, immutable";
        if (changes && keys.Trusted.Quorum > 0 && await notes.NewestAsync(cancellation) is { } cosigned
            && (clock.GetUtcNow() - state.CosignedAt < Meanwhile || SizeOf(new TileFolder(settings.Folder).Note()) == SizeOf(cosigned)))
            return Results.Text(cosigned.ToString(), "text/plain; charset=utf-8");
        try
        {
            // Opened at once: a part that is there now is gone when its tile has become whole.
            var file = new FileStream(Path.Combine(settings.Folder, path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Results.Stream(file, changes ? "text/plain; charset=utf-8" : "application/octet-stream");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            http.Response.Headers.CacheControl = "no-store";
            return Results.Problem(Plumbing.Refusal.Because("not-found"));
        }
    }

    private static long? SizeOf(SignedNote? note) => note is null ? null : Checkpoint.Parse(note.Text).Size;
}
