using LandLedger.Proof.Tiles;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Proof;

/// <summary>
/// Follows committed events, seals them, writes the public files and signs checkpoints. One at a time: a second process stands by. Signs
/// only what is committed in the database and durable in the files, and never two roots for one size.
/// </summary>
public sealed partial class Sequencer(
    SequencerConnection sequencer, LedgerSchema schema, Sequencing sequencing, ProofSettings settings, ProofKeys keys, LogState state,
    CosignatureRequests cosignatures, TimeProvider clock, ILogger<Sequencer> log) : BackgroundService
{
    private const int MostPending = 50_000;
    private readonly TileFolder files = new(settings.Folder);
    private readonly List<byte[]> pending = [];
    private TileWriter? writer;
    private LogHead head = LogHead.Empty;
    private long publishedAt;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Sequences)
            return;
        using var tick = new PeriodicTimer(settings.Every);
        try
        {
            do
            {
                while (await RoundAsync(stoppingToken))
                {
                    // More is waiting already.
                }
            }
            while (await tick.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is sealed is committed; files and checkpoint follow at the next start.
        }
    }

    // Whatever goes wrong, the next round begins from what is committed and durable.
    private async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        try
        {
            var round = await sequencing.OnceAsync(cancellation);
            state.StandsBy = round is null;
            if (round is null)
            {
                writer = null;
                return false;
            }

            if (writer is null || writer.Size + pending.Count != round.Before.Size)
                await RecoverAsync(round.Head, cancellation);
            else
                pending.AddRange(round.Records);
            head = round.Head;
            (state.Size, state.Waiting, state.Held) = (head.Size, round.Waiting, round.Held);
            if (pending.Count >= MostPending || (head.Size > state.Published && Due()))
                Publish();
            state.Broken = null;
            return round.HasMore;
        }
        catch (LogBrokenException broken)
        {
            Stop(broken.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Stop("The log's files cannot be written; nothing is signed until they can.");
        }
        catch (FormatException damaged)
        {
            Stop($"The log's files or keys are damaged: {damaged.Message}");
        }
        catch (NpgsqlException)
        {
            Stop("The database does not let the sequencer work; it tries again.");
        }

        return false;

        void Stop(string why)
        {
            if (state.Broken != why)
                LogStopped(log, why);
            (state.Broken, writer) = (why, null);
        }
    }

    private bool Due() => state.Published == 0 || clock.GetElapsedTime(publishedAt) >= settings.Publish;

    private void Publish()
    {
        writer!.Add(pending);
        pending.Clear();
        var note = new SignedNote(new Checkpoint(settings.Name, head.Size, head.Root).ToString(), []).SignedWith(keys.Log);
        writer.Publish(note);
        publishedAt = clock.GetTimestamp();
        (state.Published, state.PublishedAt) = (head.Size, clock.GetUtcNow());
        cosignatures.Ask(head.Size);
    }

    // What was published is durable up to its size; everything behind it is written again from the leaves.
    private async Task RecoverAsync(LogHead now, CancellationToken cancellation)
    {
        pending.Clear();
        var checkpoint = Published();
        if (checkpoint.Size > now.Size)
            throw new LogBrokenException(
                $"The published log has {checkpoint.Size} leaves, the database {now.Size}: the database is older than what was published.");
        writer = await WriteFromAsync(checkpoint.Size - checkpoint.Size % TilePath.Width, now, cancellation)
            ?? await WriteFromAsync(0, now, cancellation);
        if (checkpoint.Size > 0 && !new TileTree(files, checkpoint.Size).Root().AsSpan().SequenceEqual(checkpoint.Root))
            throw new LogBrokenException("The log in the database is another one than the log that was published.");
        if (now.Size > 0 && !new TileTree(files, now.Size).Root().AsSpan().SequenceEqual(now.Root))
            throw new LogBrokenException("The leaves in the database do not make the root that stands beside them.");
        (state.Published, state.PublishedAt) = (checkpoint.Size, checkpoint.Size > 0 ? clock.GetUtcNow() : null);
    }

    private Checkpoint Published()
    {
        if (files.Note() is not { } note)
            return new(settings.Name, 0, MerkleHash.Empty);
        var checkpoint = Checkpoint.Parse(note.Text);
        return note.IsSignedBy(keys.Log.Verifier) && checkpoint.Origin == settings.Name
            ? checkpoint
            : throw new LogBrokenException("The published checkpoint is not of this log: another key or another name signed it.");
    }

    private async Task<TileWriter?> WriteFromAsync(long from, LogHead to, CancellationToken cancellation)
    {
        var tiles = new TileWriter(settings.Folder);
        try
        {
            tiles.GoOnBehind(from);
        }
        catch (FormatException) when (from > 0)
        {
            return null;
        }

        await using var connection = await sequencer.Source.OpenConnectionAsync(cancellation);
        var store = new SequencerStore(connection, schema);
        while (tiles.Size < to.Size)
        {
            var records = await store.RecordsAsync(tiles.Size, (int)Math.Min(MostPending, to.Size - tiles.Size), cancellation);
            if (records.Count == 0)
                throw new LogBrokenException("Leaves are missing in the database.");
            tiles.Add(records);
        }

        return tiles;
    }

    [LoggerMessage(LogLevel.Critical, "The log has stopped: {Why}")]
    private static partial void LogStopped(ILogger log, string why);
}
