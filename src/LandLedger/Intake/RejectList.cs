using System.Security.Cryptography;
using System.Text;
using LandLedger.Persons;
using LandLedger.Plumbing;
using LandLedger.Sources;
using Npgsql;

namespace LandLedger.Intake;

/// <summary>
/// The rows that an import held back. What was read may be anything, a name in the wrong column included, so it is sealed in the
/// vault's schema and opened only for the list; values of personal columns are masked even there, for the row number leads to them in
/// the clerk's own file.
/// </summary>
public sealed class RejectList(VaultConnection vault, IKeyVault keys)
{
    /// <summary>The table, as SQL that may be run again and again.</summary>
    public const string TableSql =
        """
        create table if not exists vault.import_reject (
            run_id uuid not null, row_number integer not null, field varchar not null, code varchar not null, personal boolean not null,
            key_id varchar not null, wrapped_key bytea not null, sealed bytea not null,
            primary key (run_id, row_number, field, code));
        """;

    /// <summary>Adds rejects; the same ones again change nothing.</summary>
    public async Task AddAsync(Guid runId, IReadOnlyList<Reject> rejects, CancellationToken cancellation)
    {
        if (rejects.Count == 0)
            return;
        var key = RandomNumberGenerator.GetBytes(SealedBytes.KeyLength);
        var wrapped = keys.Wrap(key, runId.ToByteArray());
        await using var connection = await vault.Source.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var reject in rejects)
        {
            batch.BatchCommands.Add(new(
                "insert into vault.import_reject values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing")
            {
                Parameters =
                {
                    new() { Value = runId }, new() { Value = reject.Row }, new() { Value = reject.Column }, new() { Value = reject.Code },
                    new() { Value = reject.Personal }, new() { Value = keys.KeyId }, new() { Value = wrapped },
                    new() { Value = SealedBytes.Seal(key, Encoding.UTF8.GetBytes(reject.Read), Place(runId, reject.Row)) },
                },
            });
        }

        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Writes the list as CSV.</summary>
    public async Task WriteCsvAsync(Guid runId, Stream body, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(true), leaveOpen: true);
        await text.WriteAsync(Csv.Line("row", "column", "code", "vi", "en", "read"));
        await using var command = vault.Source.CreateCommand(
            """
            select row_number, field, code, personal, key_id, wrapped_key, sealed from vault.import_reject where run_id = $1
            order by row_number, field, code
            """);
        command.Parameters.AddWithValue(runId);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var number = row.GetInt32(0);
            var key = keys.Unwrap(row.GetString(4), row.GetFieldValue<byte[]>(5), runId.ToByteArray());
            var read = Encoding.UTF8.GetString(SealedBytes.Open(key, row.GetFieldValue<byte[]>(6), Place(runId, number)));
            var (code, meaning) = (row.GetString(2), ReadingCodes.Find(row.GetString(2)));
            await text.WriteAsync(Csv.Line(number.ToString(System.Globalization.CultureInfo.InvariantCulture), row.GetString(1), code,
                meaning?.Vi ?? IntakeCodes.Find(code)?.Vi, meaning?.En ?? IntakeCodes.Find(code)?.En,
                row.GetBoolean(3) ? Shape(read) : read));
        }
    }

    private static byte[] Place(Guid runId, int row) => Encoding.UTF8.GetBytes($"import-reject/{runId:N}/{row}");

    // Length and kinds of characters are enough to see what went wrong: 0680****01, Aaaaaa Aaa.
    private static string Shape(string personal) =>
        personal.Any(char.IsAsciiDigit)
            ? string.Concat(personal.Select((character, at) =>
                char.IsAsciiDigit(character) && at is > 3 && at < personal.Length - 2 ? '*' : character))
            : string.Concat(personal.Select(character => char.IsUpper(character) ? 'A' : char.IsLower(character) ? 'a' : character));
}

/// <summary>Rejects that the ledger itself adds to those of the readers.</summary>
public static class IntakeCodes
{
    /// <summary>The plot lies in a commune outside the scope of whoever imports.</summary>
    public const string OutOfScope = "commune-out-of-scope";

    /// <summary>The number or the plot code belongs to another plot of the ledger.</summary>
    public const string TakenByAnother = "plot-taken-by-another";

    /// <summary>Sheet or plot is no number of the forms that the ledger knows.</summary>
    public const string NumberForm = "plot-number-form";

    /// <summary>A text that would stay for ever looks like it holds an ID number.</summary>
    public const string PersonalText = "personal-data-in-text";

    private static readonly Dictionary<string, Audit.Sentence> All = new()
    {
        [OutOfScope] = new("Xã, phường nằm ngoài phạm vi của người nhập.", "The commune is outside the importer's scope."),
        [TakenByAnother] = new("Số thửa hoặc mã định danh thuộc về một thửa khác.",
            "The plot number or plot code belongs to another plot."),
        [NumberForm] = new("Số tờ hoặc số thửa không đúng dạng.", "The sheet or plot number has no known form."),
        [PersonalText] = new("Văn bản có vẻ chứa số định danh cá nhân.", "The text seems to hold a personal ID number."),
    };

    /// <summary>The meaning of a code, or null.</summary>
    public static Audit.Sentence? Find(string code) => All.GetValueOrDefault(code);
}
