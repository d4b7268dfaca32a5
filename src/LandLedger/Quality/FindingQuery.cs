using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;
using LandLedger.Access;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Npgsql;
using NpgsqlTypes;

namespace LandLedger.Quality;

/// <summary>Which findings are asked for.</summary>
public sealed record FindingFilter(string? Commune, string? Type, Severity? Severity)
{
    /// <summary>Whether a finding is.</summary>
    public bool Matches(PlotFinding finding) =>
        (Type is null || finding.Type == Type) && (Severity is null || finding.Severity == Severity)
        && (Commune is null || finding.Plots.Any(plot => plot.PlotNumber.Office() == Commune));
}

/// <summary>A finding and where a list goes on behind it.</summary>
public sealed record FoundAt(FindingPlace Next, PlotFinding Finding);

/// <summary>
/// Looks for findings in the clean view, pass after pass, each in the order of its key. Nothing is stored: what is read is what is so now.
/// </summary>
public sealed class FindingQuery(NpgsqlDataSource database, LedgerSchema schema, ClaimsPrincipal user, FindingFilter filter)
{
    private const int PerRead = 500;

    /// <summary>Findings from a place on.</summary>
    public async IAsyncEnumerable<FoundAt> FromAsync(FindingPlace place, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // A plan made while the view was small would read all of it for ever.
        await using (var plan = new NpgsqlCommand("set local plan_cache_mode = force_custom_plan", connection))
            await plan.ExecuteNonQueryAsync(cancellation);
        for (var at = place; at.Pass < FindingPasses.All.Length; at = new(at.Pass + 1, null, 0))
        {
            var pass = FindingPasses.All[at.Pass];
            if (filter.Type is not null && !pass.Types.Contains(filter.Type))
                continue;
            await foreach (var found in InPassAsync(connection, pass, at, cancellation))
                yield return found;
        }
    }

    // A certificate of the caller's communes may also stand on plots elsewhere, whose findings are not the caller's.
    private bool IsMeant(PlotFinding finding) =>
        filter.Matches(finding) && finding.Plots.Any(plot => user.Covers(plot.PlotNumber.Office()));

    private async IAsyncEnumerable<FoundAt> InPassAsync(
        NpgsqlConnection connection, FindingPass pass, FindingPlace from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (key, inclusive) = (from.Key, from.Key is not null);
        while (true)
        {
            var rows = await ReadAsync(connection, pass, key, inclusive, cancellation);
            foreach (var row in rows)
            {
                var nth = 0;
                foreach (var finding in pass.Examine(row).Where(IsMeant))
                {
                    nth++;
                    if (!inclusive || row.Key != from.Key || nth > from.Skip)
                        yield return new(new(from.Pass, row.Key, nth), finding);
                }
            }

            if (rows.Count < PerRead)
                yield break;
            (key, inclusive) = (rows[^1].Key, false);
        }
    }

    private async Task<List<ExaminedRow>> ReadAsync(
        NpgsqlConnection connection, FindingPass pass, string? key, bool inclusive, CancellationToken cancellation)
    {
        string[]? communes = filter.Commune is { } one ? (user.Covers(one) ? [one] : []) : user.CoversProvince() ? null : user.Communes();
        await using var command = new NpgsqlCommand(
            pass.Sql(schema.Name, communes is null, key is null ? null : inclusive ? ">=" : ">"), connection);
        command.Parameters.Add(new() { Value = communes ?? [], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        command.Parameters.AddWithValue(PerRead);
        if (key is not null)
            command.Parameters.Add(pass.KeyIsId ? new() { Value = Guid.Parse(key) } : new() { Value = key });
        var rows = new List<ExaminedRow>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            rows.Add(new(row.GetValue(0).ToString()!,
                JsonSerializer.Deserialize<ExaminedPlot[]>(row.GetFieldValue<byte[]>(1), LedgerJson.Stored)!));
        }

        return rows;
    }
}
