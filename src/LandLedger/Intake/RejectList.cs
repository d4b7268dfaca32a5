using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LandLedger.Persons;
using LandLedger.Plumbing;
using LandLedger.Sources;
using Npgsql;

namespace LandLedger.Intake;

/// <summary>
/// The rows that an import held back. What was read may be anything, a name in the wrong column included, so it is sealed in the
/// vault's schema and opened only for the list.
/// </summary>
public sealed class RejectList(VaultConnection vault, IKeyVault keys)
{
    // What vi-VN Excel splits at: its decimal comma leaves the comma to numbers.
    private const char Separator = ';';
    private const int RowsAtOnce = 5_000;

    /// <summary>The table, as SQL that may be run again and again.</summary>
    public const string TableSql =
        """
        create table if not exists vault.import_reject (
            run_id uuid not null, row_number integer not null, field varchar not null, code varchar not null, personal boolean not null,
            key_id varchar not null, wrapped_key bytea not null, sealed bytea not null,
            primary key (run_id, row_number, field, code));
        alter table vault.import_reject add column if not exists original bytea;
        """;

    /// <summary>Adds rejects; the same ones again change nothing.</summary>
    public async Task AddAsync(Guid runId, IReadOnlyList<Reject> rejects, CancellationToken cancellation)
    {
        if (rejects.Count == 0)
            return;
        var key = RandomNumberGenerator.GetBytes(SealedBytes.KeyLength);
        var wrapped = keys.Wrap(key, runId.ToByteArray());
        using var cipher = SealedBytes.Cipher(key);
        CryptographicOperations.ZeroMemory(key);
        await using var connection = await vault.Source.OpenConnectionAsync(cancellation);
        foreach (var some in rejects.Chunk(RowsAtOnce))
        {
            await using var command = new NpgsqlCommand(
                """
                insert into vault.import_reject (run_id, row_number, field, code, personal, key_id, wrapped_key, sealed, original)
                select $1, t.row_number, t.field, t.code, t.personal, $2, $3, t.sealed, t.original
                from unnest($4, $5, $6, $7, $8, $9) t(row_number, field, code, personal, sealed, original)
                on conflict do nothing
                """, connection);
            foreach (var value in (object[])
            [
                runId, keys.KeyId, wrapped, some.Select(reject => reject.Row).ToArray(), some.Select(reject => reject.Column).ToArray(),
                some.Select(reject => reject.Code).ToArray(), some.Select(reject => reject.Personal).ToArray(),
                some.Select(reject => Seal(reject.Read, Place(runId, reject.Row))).ToArray(),
                some.Select(reject => reject.Original is { } row ? Seal(row, OriginalPlace(runId, reject.Row)) : null).ToArray(),
            ])
                command.Parameters.AddWithValue(value);
            await command.ExecuteNonQueryAsync(cancellation);
        }

        byte[] Seal(string text, byte[] place) => SealedBytes.Seal(cipher, Encoding.UTF8.GetBytes(text), place);
    }

    /// <summary>
    /// Writes the list as CSV that a spreadsheet opens as text, row by row while it is read. Values of personal columns are masked always:
    /// the row itself tells them to whoever may see it.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="clearRows">Whether the rows as they stood in the file are shown in clear, or only their outline.</param>
    /// <param name="body">Where to.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task WriteCsvAsync(Guid runId, bool clearRows, Stream body, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(true), 32 * 1024, leaveOpen: true);
        await text.WriteAsync(Csv.Line(Separator, "row", "column", "code", "vi", "en", "read", "original"));
        await using var command = vault.Source.CreateCommand(
            """
            select row_number, field, code, personal, key_id, wrapped_key, sealed, original from vault.import_reject where run_id = $1
            order by row_number, field, code
            """);
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue(runId);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        using var key = new LastKey(keys, runId);
        while (await row.ReadAsync(cancellation))
        {
            var (number, code) = (row.GetInt32(0), row.GetString(2));
            var cipher = key.For(row.GetString(4), row.GetFieldValue<byte[]>(5));
            var read = Open(cipher, row.GetFieldValue<byte[]>(6), Place(runId, number));
            var original = row.IsDBNull(7) ? null : Open(cipher, row.GetFieldValue<byte[]>(7), OriginalPlace(runId, number));
            var meaning = IntakeCodes.Meaning(code);
            await text.WriteAsync(Csv.Line(Separator, number.ToString(CultureInfo.InvariantCulture), row.GetString(1), code, meaning?.Vi,
                meaning?.En, row.GetBoolean(3) ? RejectMask.Shape(read) : read,
                clearRows || original is null ? original : RejectMask.Outline(original)));
        }
    }

    private static string Open(AesGcm cipher, byte[] envelope, byte[] place) =>
        Encoding.UTF8.GetString(SealedBytes.Open(cipher, envelope, place));

    private static byte[] Place(Guid runId, int row) => Encoding.UTF8.GetBytes($"import-reject/{runId:N}/{row}");

    private static byte[] OriginalPlace(Guid runId, int row) => Encoding.UTF8.GetBytes($"import-reject/{runId:N}/{row}/original");

    // Rows of one batch share a key and stand together.
    private sealed class LastKey(IKeyVault keys, Guid runId) : IDisposable
    {
        private byte[] wrapped = [];
        private AesGcm? cipher;

        public AesGcm For(string keyId, byte[] wrappedKey)
        {
            if (cipher is not null && wrapped.AsSpan().SequenceEqual(wrappedKey))
                return cipher;
            cipher?.Dispose();
            cipher = SealedBytes.Cipher(keys.Unwrap(keyId, wrappedKey, runId.ToByteArray()));
            wrapped = wrappedKey;
            return cipher;
        }

        public void Dispose() => cipher?.Dispose();
    }
}

/// <summary>What is left of a personal text when only its form may be seen.</summary>
public static class RejectMask
{
    /// <summary>
    /// Length and kinds of characters, and the ends of a number: enough to see what went wrong, such as <c>0680******01</c> or
    /// <c>Aaaaaa Aaa</c>.
    /// </summary>
    public static string Shape(string personal) => string.Concat(personal.Select((character, at) =>
        char.IsAsciiDigit(character) ? at is > 3 && at < personal.Length - 2 ? '*' : character : Letter(character)));

    /// <summary>Kinds of characters only.</summary>
    public static string Outline(string personal) =>
        string.Concat(personal.Select(character => char.IsDigit(character) ? '0' : Letter(character)));

    private static char Letter(char character) =>
        char.IsUpper(character) ? 'A' : char.IsLetter(character) || char.IsSurrogate(character) ? 'a' : character;
}
