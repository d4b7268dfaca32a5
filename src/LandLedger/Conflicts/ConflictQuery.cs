using System.Security.Claims;
using LandLedger.Access;
using LandLedger.Plots;
using LandLedger.Storage;
using Marten;
using Marten.Linq.MatchesSql;
using Npgsql;
using NpgsqlTypes;

namespace LandLedger.Conflicts;

/// <summary>How many conflicts there are of one kind.</summary>
/// <param name="Commune">The commune.</param>
/// <param name="Field">The field.</param>
/// <param name="State">Where they stand.</param>
/// <param name="Conflicts">Conflicts.</param>
/// <param name="Plots">Plots that have one.</param>
public sealed record ConflictCount(string Commune, string Field, ConflictState State, long Conflicts, long Plots);

/// <summary>Finds conflicts on the clean view.</summary>
public static class ConflictQuery
{
    /// <summary>Of these plots the ones that have a conflict that is meant.</summary>
    public static IQueryable<PlotCard> WithConflict(this IQueryable<PlotCard> plots, ConflictFilter filter) =>
        Containing(plots, filter, filter.Contained());

    /// <summary>Of these plots the ones that have a conflict that one of two filters means, both about conflicts of one state.</summary>
    public static IQueryable<PlotCard> WithConflict(this IQueryable<PlotCard> plots, ConflictFilter filter, ConflictFilter either) =>
        Containing(plots, filter, [.. filter.Contained(), .. either.Contained()]);

    private static IQueryable<PlotCard> Containing(IQueryable<PlotCard> plots, ConflictFilter filter, string[] conflicts)
    {
        string[] contained = [.. conflicts.Select(conflict => $$"""{"conflicts":[{{conflict}}]}""")];
        var (one, other) = (contained[0], contained[^1]);
        var unsettled = filter.Settled ? plots : plots.Where(card => card.InConflict);
        return unsettled.Where(card => card.MatchesSql("(d.data @> ?::jsonb or d.data @> ?::jsonb)", one, other));
    }

    /// <summary>Conflicts that a caller may see, by commune, field and state.</summary>
    public static async Task<List<ConflictCount>> CountAsync(NpgsqlDataSource database, LedgerSchema schema, ClaimsPrincipal user,
        string? commune, ConflictFilter filter, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select card.data -> 'numberKey' ->> 'commune', found ->> 'field', found ->> 'state', count(*), count(distinct card.id)
            from {schema.Name}.mt_doc_plotcard card cross join lateral jsonb_array_elements(card.data -> 'conflicts') found
            where {(filter.Settled ? "true" : "cast(card.data ->> 'inConflict' as boolean) = true")}
                and ($1 or card.data -> 'numberKey' ->> 'commune' = any($2))
                and ($3::varchar is null or card.data -> 'numberKey' ->> 'commune' = $3)
                and found @> any($4)
            group by 1, 2, 3 order by 1, 2, 3
            """);
        command.Parameters.AddWithValue(user.CoversProvince());
        command.Parameters.AddWithValue(user.Communes());
        command.Parameters.Add(new() { Value = commune ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = filter.Contained(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        var rows = new List<ConflictCount>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            rows.Add(new(row.GetString(0), row.GetString(1), Enum.Parse<ConflictState>(row.GetString(2), ignoreCase: true),
                row.GetInt64(3), row.GetInt64(4)));
        }

        return rows;
    }
}
