using System.Text;
using System.Text.Json;
using LandLedger.Storage;
using Npgsql;
using NpgsqlTypes;

namespace LandLedger.Proof;

/// <summary>
/// Something that is no event of a plot and is sealed all the same: a batch of the read log, a change of rights or policies, a destroyed
/// key, a view that was compared.
/// </summary>
/// <param name="Id">Its identity.</param>
/// <param name="Kind">What it speaks of.</param>
/// <param name="Body">JSON, within the profile of events.</param>
/// <param name="Microseconds">When it was made, since 1970-01-01T00:00:00Z.</param>
/// <param name="Actor">Who made it.</param>
/// <param name="Origin">Signature of the program that made it.</param>
public sealed record Statement(Guid Id, LeafKind Kind, string Body, long Microseconds, string Actor, string Origin)
{
    /// <summary>The hashes under which it is sealed.</summary>
    public SignedEvent Hashes => new(Id, Kind.ToString(), EventHashes.OfPayload(Encoding.UTF8.GetBytes(Body)),
        EventHashes.OfProvenance(Actor, null, null, []));

    /// <summary>Whether a known program made it.</summary>
    public bool IsGenuine(IReadOnlyList<VerifierKey> origins) =>
        OriginSignature.Parse(Origin)?.Covers(origins, Id, 1, [Hashes]) == true;

    /// <summary>Its leaf.</summary>
    public Leaf ToLeaf()
    {
        var hashes = Hashes;
        return new()
        {
            Kind = Kind, EventId = Id, Type = hashes.Type, Microseconds = Microseconds, PayloadHash = hashes.PayloadHash,
            ProvenanceHash = hashes.ProvenanceHash,
        };
    }
}

/// <summary>Makes statements; the sequencer finds and seals them.</summary>
public sealed class Statements(NpgsqlDataSource database, LedgerSchema schema, SignedAtOrigin origin, TimeProvider clock)
{
    /// <summary>States something, durable when the task ends.</summary>
    /// <param name="kind">What it speaks of.</param>
    /// <param name="body">What is stated; no personal data.</param>
    /// <param name="actor">Who states it.</param>
    /// <param name="cancellation">Stops before it is written.</param>
    /// <param name="id">Its identity, for what may be stated again after a crash and must stand in the log once.</param>
    public async Task<Guid> MakeAsync(LeafKind kind, object body, string actor, CancellationToken cancellation, Guid? id = null)
    {
        var at = clock.GetUtcNow();
        at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
        var made = new Statement(id ?? Guid.CreateVersion7(), kind, JsonSerializer.Serialize(body, Plumbing.LedgerJson.Stored),
            SignedAtOrigin.Microseconds(at), actor, "");
        await using var command = database.CreateCommand(
            $"""
            insert into {LogTables.SchemaOf(schema)}.statement (id, kind, body, made_at, actor, origin) values ($1, $2, $3, $4, $5, $6)
            on conflict (id) do nothing
            """);
        command.Parameters.AddWithValue(made.Id);
        command.Parameters.AddWithValue((short)kind);
        command.Parameters.AddWithValue(NpgsqlDbType.Jsonb, made.Body);
        command.Parameters.AddWithValue(at.UtcDateTime);
        command.Parameters.AddWithValue(actor);
        command.Parameters.AddWithValue(origin.Sign(made.Id, 1, [made.Hashes]));
        await command.ExecuteNonQueryAsync(cancellation);
        return made.Id;
    }
}
