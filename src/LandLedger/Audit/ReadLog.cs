using LandLedger.Access;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Audit;

/// <summary>Who looked at what. Written before the answer leaves; a reading that cannot be logged does not happen.</summary>
public sealed class ReadLog(NpgsqlDataSource database, LedgerSchema schema)
{
    /// <summary>The table, as SQL that may be run again and again.</summary>
    public static string TableSql(string schema) =>
        $"""
        create table if not exists {schema}.read_log (
            id bigint generated always as identity primary key,
            read_at timestamptz not null default clock_timestamp(),
            actor varchar not null, actor_name varchar not null, roles varchar not null, office varchar not null,
            session varchar not null, client varchar not null, kind varchar not null,
            plot_id uuid, commune varchar, document_id uuid);
        create index if not exists read_log_by_actor on {schema}.read_log (actor, id);
        create index if not exists read_log_by_plot on {schema}.read_log (plot_id, id);
        """;

    /// <summary>Notes one reading.</summary>
    /// <param name="http">The request; says who.</param>
    /// <param name="kind">What was read: scan, audit-export, import-rejects or, with the rows in clear, import-rejects-clear.</param>
    /// <param name="plot">The plot, if one.</param>
    /// <param name="commune">Its commune.</param>
    /// <param name="document">The document, if one.</param>
    /// <param name="cancellation">Stops before anything is read.</param>
    public async Task WriteAsync(HttpContext http, string kind, Guid? plot, string? commune, Guid? document, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            insert into {schema.Name}.read_log (actor, actor_name, roles, office, session, client, kind, plot_id, commune, document_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """);
        var who = Provenance.Of(http).ToDictionary();
        foreach (var value in (object?[])[http.User.Subject(), who[Provenance.Name], who[Provenance.Roles], who[Provenance.Office],
            who[Provenance.Session], who[Provenance.Client], kind])
            command.Parameters.AddWithValue(value!);
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = plot });
        command.Parameters.Add(
            new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Varchar, Value = commune ?? (object)DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = document });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
