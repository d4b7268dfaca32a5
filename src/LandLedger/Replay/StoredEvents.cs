using System.Collections.Frozen;
using System.Text.Json;
using JasperFx.Events;
using LandLedger.Plots;
using LandLedger.Proof.Rows;
using LandLedger.Storage;
using Marten;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>
/// Reads rows of the event table without the store's sessions, for whoever folds many streams, and gives the same events as the store
/// would: older forms become today's records here as there. Safe for many threads at once, each with a reader of its own.
/// </summary>
public sealed class StoredEvents
{
    /// <summary>The columns that <see cref="Read(NpgsqlDataReader)"/> expects, in this order, of <c>mt_events e</c>.</summary>
    public const string Columns = ColumnsOfFacts + ", e.id, e.correlation_id, e.causation_id, e.headers";

    /// <summary>
    /// The same without provenance beside the actor: a clean view shows none, and it is half of a row.
    /// </summary>
    public const string ColumnsOfFacts = "e.seq_id, e.stream_id, e.version, e.type, e.timestamp, e.user_name, e.data";

    /// <summary>How many they are.</summary>
    public const int Count = Headers + 1, CountOfFacts = Data + 1;

    /// <summary>Places of the sequence number and of the type among them.</summary>
    public const int Sequence = 0, Type = 3;

    private const int Stream = 1, Version = 2, Time = 4, User = 5, Data = 6, Id = 7, Correlation = 8, Causation = 9, Headers = 10;

    private readonly FrozenDictionary<string, (string Name, string DotNet, StoredForm Form)> byName;

    /// <summary>Knows the events that a store knows, and their older forms.</summary>
    public StoredEvents(IDocumentStore store)
        : this((DocumentStore)store, PlotStore.OldForms)
    {
    }

    /// <summary>The same with older forms of one's own.</summary>
    public StoredEvents(DocumentStore store, IReadOnlyCollection<OldForm> older)
    {
        Type[] types = [.. PlotStore.Events, typeof(Tombstone)];
        var names = types.Select(type => (Name: store.Events.EventMappingFor(type).EventTypeName, Type: type))
            .Concat(older.Select(form => (Name: form.StoredName, Type: form.Event))).Distinct();
        byName = names.ToFrozenDictionary(one => one.Name, one => (one.Name, store.Events.EventMappingFor(one.Type).DotNetTypeName,
            StoredForm.Of(one.Type, older.Where(form => form.StoredName == one.Name))));
    }

    /// <summary>Every name under which this program can read an event; those of the store's own rows included.</summary>
    public IReadOnlyCollection<string> Names => byName.Keys;

    /// <summary>Reads the row that the reader stands on; it has <see cref="Columns"/> or <see cref="ColumnsOfFacts"/>.</summary>
    /// <exception cref="UnknownEventException">The row is of a type that this program does not know.</exception>
    public IEvent Read(NpgsqlDataReader row)
    {
        var name = row.GetString(Type);
        if (!byName.TryGetValue(name, out var named))
            throw new UnknownEventException(name, row.GetInt64(Sequence));
        var recorded = named.Form.Read(row.GetFieldValue<byte[]>(Data));
        recorded.Sequence = row.GetInt64(Sequence);
        recorded.StreamId = row.IsDBNull(Stream) ? Guid.Empty : row.GetGuid(Stream);
        recorded.Version = row.GetInt64(Version);
        recorded.EventTypeName = named.Name;
        recorded.DotNetTypeName = named.DotNet;
        recorded.Timestamp = row.GetFieldValue<DateTimeOffset>(Time);
        recorded.UserName = Text(row, User);
        if (row.FieldCount > Headers)
        {
            recorded.Id = row.GetGuid(Id);
            recorded.CorrelationId = Text(row, Correlation);
            recorded.CausationId = Text(row, Causation);
            if (!row.IsDBNull(Headers))
                recorded.Headers = ReadHeaders(row.GetFieldValue<byte[]>(Headers));
        }

        return recorded;
    }

    /// <inheritdoc cref="Read(NpgsqlDataReader)"/>
    public IEvent Read(CopiedRows row)
    {
        var name = row.Name(Type);
        if (!byName.TryGetValue(name, out var named))
            throw new UnknownEventException(name, row.Number(Sequence));
        var recorded = named.Form.Read(row.Json(Data));
        recorded.Sequence = row.Number(Sequence);
        recorded.StreamId = row.IsNull(Stream) ? Guid.Empty : row.Uuid(Stream);
        recorded.Version = row.Number(Version);
        recorded.EventTypeName = named.Name;
        recorded.DotNetTypeName = named.DotNet;
        recorded.Timestamp = row.Time(Time);
        recorded.UserName = Text(row, User);
        if (row.Columns > Headers)
        {
            recorded.Id = row.Uuid(Id);
            recorded.CorrelationId = Text(row, Correlation);
            recorded.CausationId = Text(row, Causation);
            if (!row.IsNull(Headers))
                recorded.Headers = ReadHeaders(row.Json(Headers));
        }

        return recorded;
    }

    /// <summary>What one event says, for whoever reads nothing but its name and its data.</summary>
    /// <exception cref="UnknownEventException">The name is not known.</exception>
    public object Fact(string name, ReadOnlySpan<byte> data) =>
        byName.TryGetValue(name, out var named) ? named.Form.Read(data).Data : throw new UnknownEventException(name, 0);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static string? Text(CopiedRows row, int column) => row.IsNull(column) ? null : row.Text(column);

    private static Dictionary<string, object> ReadHeaders(ReadOnlySpan<byte> stored)
    {
        var headers = new Dictionary<string, object>();
        var json = new Utf8JsonReader(stored);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            if (json.TokenType == JsonTokenType.String)
                headers[name] = json.GetString()!;
            else if (json.TokenType != JsonTokenType.Null)
                headers[name] = JsonElement.ParseValue(ref json);
        }

        return headers;
    }
}

/// <summary>An event is stored under a name that this program does not know: it is older than the database.</summary>
public sealed class UnknownEventException(string name, long sequence)
    : Exception($"Event {sequence} is stored as '{name}', which this program does not know: it is older than what wrote the event.");
