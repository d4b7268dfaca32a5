using LandLedger.Proof.Tiles;

namespace LandLedger.Proof;

/// <summary>The log's public files, for anybody: nothing in them tells what an event says (C2SP tlog-tiles).</summary>
public static class PublicLog
{
    /// <summary>Serves <c>/log/checkpoint</c>, <c>/log/tile/…</c> and <c>/log/tile/entries/…</c>.</summary>
    public static void Map(WebApplication app) => app.MapGet("/log/{**path}", Get).AllowAnonymous().ExcludeFromDescription();

    private static IResult Get(string path, HttpContext http, ProofSettings settings)
    {
        if (!TilePath.IsOne(path))
            return Results.Problem(Plumbing.Refusal.Because("not-found"));
        var changes = path == TilePath.Checkpoint;
        try
        {
            // Opened at once: a part that is there now is gone when its tile has become whole.
            var file = new FileStream(Path.Combine(settings.Folder, path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            http.Response.Headers.CacheControl = changes ? "no-cache" : "public, max-age=604800, immutable";
            return Results.Stream(file, changes ? "text/plain; charset=utf-8" : "application/octet-stream");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Results.Problem(Plumbing.Refusal.Because("not-found"));
        }
    }
}
