using System.Collections.Concurrent;
using LandLedger.Proof.Verdicts;
using Npgsql;

namespace LandLedger.Verify.Databases;

/// <summary>Holds a whole database against a log that was judged before.</summary>
internal sealed class DatabaseCheck(LedgerDatabase database, Reference reference, int workers, string? resume, TimeProvider clock)
{
    /// <summary>How many events were read.</summary>
    public long Checked { get; private set; }

    /// <summary>Reads everything.</summary>
    /// <returns>What was found, remarks included.</returns>
    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        try
        {
            var done = new DoneRanges(resume, $"{database.Name} {database.Schema}", reference.Checkpoint, reference.EveryOrigin);
            await using (var reader = await database.ReaderAsync())
            {
                var leaves = new LeafRows(reader, Leaves(), reference);
                await leaves.JudgeHeadAsync();
                await leaves.JudgeHeldAsync();
                reference.AuditReached = await AuditRows.ReachedAsync(reader);
            }

            await JudgeRangesAsync(done);
            await using (var reader = await database.ReaderAsync())
            {
                await new StreamRows(reader, reference).JudgeAsync();
                await new StatementRows(reader, Leaves(), reference).JudgeAsync();
            }

            done.End();
        }
        catch (Exception broken) when (broken is NpgsqlException or TimeoutException or InvalidCastException)
        {
            reference.Findings.Add(DatabaseFindings.Of(DatabaseFindings.DatabaseUnreadable, LedgerDatabase.Why(broken)));
        }

        return [.. reference.Findings.All(), .. reference.Remarks()];
    }

    private LeafReader Leaves() => new(reference.Folder, reference.Checkpoint.Size);

    private async Task JudgeRangesAsync(DoneRanges done)
    {
        var all = Work.All(reference.Index.Highest, reference.Checkpoint.Size);
        var open = new ConcurrentQueue<Work>(all.Where(work => !done.Has(work)));
        await using var progress = new ShownProgress(clock, all.Count + 1, all.Count - open.Count);
        await Task.WhenAll([OutsideAsync(progress), .. Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(open, done, progress)))]);
        Checked = progress.Rows;
    }

    private async Task WorkAsync(ConcurrentQueue<Work> open, DoneRanges done, ShownProgress progress)
    {
        await using var reader = await database.ReaderAsync();
        var leaves = Leaves();
        var (events, rows) = (new EventRows(reader, leaves, reference), new LeafRows(reader, leaves, reference));
        while (open.TryDequeue(out var work))
        {
            var judged = work.Leaves
                ? new(await rows.JudgeAsync(work.From, work.To), 0, work.To)
                : await events.JudgeAsync(work.From, work.To);
            if (judged.Clean)
                done.Add(work);
            progress.Add(judged.Rows);
        }
    }

    // What lies below the first number and above the highest sealed one; nobody knows how far the numbers go.
    private async Task OutsideAsync(ShownProgress progress)
    {
        await using var reader = await database.ReaderAsync();
        var events = new EventRows(reader, Leaves(), reference);
        var rows = 0L;
        foreach (var (first, last) in ((long, long)[])[(long.MinValue, 0), (Math.Max(reference.Index.Highest, 0) + 1, long.MaxValue)])
        {
            for (var from = first; ;)
            {
                var judged = await events.JudgeAsync(from, last, Work.Width);
                rows += judged.Rows;
                if (judged.Rows < Work.Width || judged.To == last)
                    break;
                from = judged.To + 1;
            }
        }

        progress.Add(rows);
    }
}
