using System.Text;
using LandLedger.Access;
using LandLedger.Plumbing;
using LandLedger.Proof.Tiles;
using LandLedger.Storage;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace LandLedger.Proof;

/// <summary>GET /proofs/plots/{plot}.</summary>
public static class ProvePlotEndpoint
{
    /// <summary>
    /// A file with which anybody can check the plot's history without us: its events, where each stands in the log, and the checkpoint.
    /// Who recorded each event is in it only for those who may search the audit trail; for others its hash.
    /// </summary>
    [WolverineGet("/api/v1/proofs/plots/{plot}"), Permission(Permissions.ReadPlots, Scope.Plot)]
    [ProducesResponseType<PlotProof>(200, "application/json")]
    public static async Task<IResult> Get(
        Guid plot, HttpContext http, NpgsqlDataSource database, LedgerSchema schema, ProofSettings settings, CosignedNotes cosigned,
        CancellationToken cancellation)
    {
        var withProvenance = Permissions.OfRoles.Any(role => http.User.IsInRole(role.Key) && role.Value.Contains(Permissions.SearchAudit));
        var events = await EventsAsync(plot, database, schema, withProvenance, cancellation);
        if (events.Count == 0 || events.Exists(one => one.LeafIndex is null))
            return Results.Problem(Refusal.Because("plot-not-sealed"));
        try
        {
            var last = events.Max(one => one.LeafIndex!.Value);
            if (await NoteAsync(last, settings, cosigned, cancellation) is not { } note)
                return Results.Problem(Refusal.Because("plot-not-sealed"));
            var tree = new TileTree(new(settings.Folder), Checkpoint.Parse(note.Text).Size);
            http.Response.Headers.CacheControl = "no-store";
            var proof = new PlotProof(plot, note,
                [.. events.Select(one => one.Proven(tree.Inclusion(one.LeafIndex!.Value)))]);
            return Results.File(Encoding.UTF8.GetBytes(proof.ToJson()), "application/json", $"plot-{plot}.proof.json");
        }
        catch (FormatException)
        {
            return Results.Problem(Refusal.Because("log-damaged"));
        }
    }

    // A cosigned checkpoint says more; the newest covers more.
    private static async Task<SignedNote?> NoteAsync(
        long last, ProofSettings settings, CosignedNotes cosigned, CancellationToken cancellation)
    {
        if (await cosigned.NewestAsync(cancellation) is { } witnessed && Checkpoint.Parse(witnessed.Text).Size > last)
            return witnessed;
        return new TileFolder(settings.Folder).Note() is { } note && Checkpoint.Parse(note.Text).Size > last ? note : null;
    }

    private static async Task<List<FoundEvent>> EventsAsync(
        Guid plot, NpgsqlDataSource database, LedgerSchema schema, bool withProvenance, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select l.leaf_index, l.record, e.data, e.user_name, e.correlation_id, e.causation_id, e.headers
            from {schema.Name}.mt_events e left join {LogTables.SchemaOf(schema)}.leaf l on l.seq_id = e.seq_id
            where e.stream_id = $1 order by e.version
            """);
        command.Parameters.AddWithValue(plot);
        var found = new List<FoundEvent>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var headers = row.IsDBNull(6) ? [] : row.GetFieldValue<byte[]>(6);
            found.Add(new(row.IsDBNull(0) ? null : row.GetInt64(0), row.IsDBNull(1) ? [] : row.GetFieldValue<byte[]>(1),
                row.GetString(2), EventHashes.Origin(headers),
                withProvenance ? new(Text(row, 3), Text(row, 4), Text(row, 5), Text(row, 6) ?? "{}") : null));
        }

        return found;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private sealed record FoundEvent(long? LeafIndex, byte[] Record, string Data, string? Origin, ShownProvenance? Provenance)
    {
        public ProvenEvent Proven(IReadOnlyList<byte[]> proof) => new(LeafIndex!.Value, Leaf.Decode(Record), Data, Provenance, Origin, proof);
    }
}
