using LandLedger.Proof.Tiles;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Proof;

/// <summary>
/// The checkpoints that witnesses have cosigned. They speak for themselves: whoever changes one here breaks its signatures and nothing
/// else.
/// </summary>
public sealed class CosignedNotes(
    NpgsqlDataSource database, LedgerSchema schema, ProofSettings settings, ProofKeys keys, LogState state, TimeProvider clock)
{
    private readonly string log = LogTables.SchemaOf(schema);

    /// <summary>The body of a request to a witness: the last size it has seen, the proof, the checkpoint (C2SP tlog-witness).</summary>
    /// <param name="seen">The size that the witness saw last; 0 for none.</param>
    /// <returns>Null when there is no checkpoint yet, or none of that size or above.</returns>
    /// <exception cref="FormatException">The log's files are damaged.</exception>
    public string? Request(long seen)
    {
        if (new TileFolder(settings.Folder).Note() is not { } note || Checkpoint.Parse(note.Text) is var checkpoint && checkpoint.Size < seen)
            return null;
        var proof = seen == 0 ? [] : new TileTree(new(settings.Folder), checkpoint.Size).Consistency(seen);
        var bare = note with { Signatures = [.. note.Signatures.Where(line => line.KeyId == keys.Log.Verifier.Id)] };
        return FormattableString.Invariant($"old {seen}\n{string.Concat(proof.Select(hash => Convert.ToBase64String(hash) + "\n"))}\n{bare}");
    }

    /// <summary>Takes cosignatures of the published checkpoint.</summary>
    /// <param name="request">What the witness was sent.</param>
    /// <param name="lines">What it answered: signature lines.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>How many witnesses that count have cosigned it now; 0 when none of the lines counts.</returns>
    /// <exception cref="FormatException">Not signature lines, or not a request of this log.</exception>
    public async Task<int> TakeAsync(string request, string lines, CancellationToken cancellation)
    {
        var sent = SentNote(request);
        var given = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(SignedNote.Line).ToArray();
        var note = sent with { Signatures = [.. sent.Signatures.Concat(given).DistinctBy(line => line.ToString())] };
        var checkedNote = keys.Trusted.Check(note);
        if (!checkedNote.SignedByLog || checkedNote.Cosigned == 0 || checkedNote.Checkpoint is not { } checkpoint)
            return 0;
        note = note with
        {
            Signatures = [.. note.Signatures.Where(line => line.KeyId == keys.Log.Verifier.Id
                || checkedNote.CosignedBy.Any(witness => witness.Id == line.KeyId))],
        };
        note = await KeepAsync(checkpoint.Size, note, cancellation);
        checkedNote = keys.Trusted.Check(note);
        if (checkedNote.IsTrusted)
            Count(note, clock.GetUtcNow());
        return checkedNote.Cosigned;
    }

    /// <summary>The checkpoint in a request to a witness.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static SignedNote SentNote(string request) =>
        SignedNote.Parse(request[(request.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);

    /// <summary>The newest checkpoint that enough witnesses have cosigned.</summary>
    /// <returns>Null when there is none.</returns>
    public async Task<SignedNote?> NewestAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select note, cosigned_at from {log}.cosigned order by size desc limit 20");
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var note = SignedNote.Parse(row.GetString(0));
            if (!keys.Trusted.Check(note).IsTrusted)
                continue;
            Count(note, new(row.GetDateTime(1)));
            return note;
        }

        return null;
    }

    // A witness whose clock is ahead would let bulk work go on without any witness until that time has come.
    private void Count(SignedNote note, DateTimeOffset received)
    {
        if (LastOf(note) is not { } last)
            return;
        var at = last < received ? last : received;
        state.CosignedAt = state.CosignedAt > at ? state.CosignedAt : at;
    }

    // The quorum stands since its last member signed.
    private DateTimeOffset? LastOf(SignedNote note) => keys.Trusted.Witnesses.Select(note.CosignedAt).Where(at => at is not null)
        .OrderByDescending(at => at).ElementAtOrDefault(Math.Max(0, keys.Trusted.Quorum - 1));

    private async Task<SignedNote> KeepAsync(long size, SignedNote note, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var insert = new NpgsqlCommand(
            $"insert into {log}.cosigned (size, note, cosigned_at) values ($1, $2, now()) on conflict do nothing", connection))
        {
            insert.Parameters.AddWithValue(size);
            insert.Parameters.AddWithValue(note.ToString());
            await insert.ExecuteNonQueryAsync(cancellation);
        }

        await using (var read = new NpgsqlCommand($"select note from {log}.cosigned where size = $1 for update", connection))
        {
            read.Parameters.AddWithValue(size);
            var kept = SignedNote.Parse((string)(await read.ExecuteScalarAsync(cancellation))!);
            note = note with { Signatures = [.. note.Signatures.Concat(kept.Signatures).DistinctBy(line => line.ToString())] };
        }

        await using (var update = new NpgsqlCommand($"update {log}.cosigned set note = $2, cosigned_at = now() where size = $1", connection))
        {
            update.Parameters.AddWithValue(size);
            update.Parameters.AddWithValue(note.ToString());
            await update.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return note;
    }
}
