using System.Data;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Proof;

/// <summary>
/// The right to sequence, for one process of a database and one process of a folder. It is held between rounds too, so that whoever is
/// publishing is alone; it ends with the connection and with the process, however they end.
/// </summary>
public sealed class SequencerTurn(SequencerConnection sequencer, LedgerSchema schema, ProofSettings settings) : IAsyncDisposable
{
    /// <summary>File in the log's folder that whoever has the turn keeps locked.</summary>
    public const string LockFile = ".sequencer";

    // How a locked file is told: EAGAIN, and ERROR_SHARING_VIOLATION.
    private static readonly int[] Locked = [11, 35, unchecked((int)0x80070020)];
    private readonly string claim = $"(hashtext('{LogTables.SchemaOf(schema)}'), 1)";
    private NpgsqlConnection? connection;
    private FileStream? folder;

    /// <summary>Whether this process has it.</summary>
    public bool IsHeld => connection is { State: ConnectionState.Open };

    /// <summary>Takes the turn, or keeps it.</summary>
    /// <returns>The connection on which all rounds of this turn run; null when another process has it.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task<NpgsqlConnection?> TakeAsync(CancellationToken cancellation)
    {
        if (IsHeld)
            return connection;
        await GiveAsync();
        if (!TakeFolder())
            return null;
        connection = await sequencer.Source.OpenConnectionAsync(cancellation);
        // What is signed must outlive a crash of the database; a setting that allows less does not count here.
        await using var alone = new NpgsqlCommand(
            $"""
            select pg_try_advisory_lock{claim},
                case current_setting('synchronous_commit') when 'off' then set_config('synchronous_commit', 'local', false) end
            """, connection);
        if (await alone.ExecuteScalarAsync(cancellation) is true)
            return connection;
        await GiveAsync();
        return null;
    }

    /// <summary>Lets another process have it.</summary>
    public async Task GiveAsync()
    {
        if (connection is { } held)
        {
            connection = null;
            await using (held)
                await UnlockAsync(held);
        }

        folder?.Dispose();
        folder = null;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await GiveAsync();

    // The pool would keep the session, and the lock with it, until somebody else needs it.
    private async Task UnlockAsync(NpgsqlConnection held)
    {
        try
        {
            await using var unlock = new NpgsqlCommand($"select pg_advisory_unlock{claim}", held) { CommandTimeout = 5 };
            await unlock.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception gone) when (gone is NpgsqlException or InvalidOperationException)
        {
            // With its session the lock is gone as well.
        }
    }

    private bool TakeFolder()
    {
        Directory.CreateDirectory(settings.Folder);
        try
        {
            folder = new(Path.Combine(settings.Folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException held) when (Locked.Contains(held.HResult))
        {
            return false;
        }
    }
}
