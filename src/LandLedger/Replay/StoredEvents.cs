using System.Collections.Frozen;
using System.Text.Json;
using JasperFx.Events;
using LandLedger.Plots;
using Marten;
using Npgsql;

namespace LandLedger.Replay;

/// <summary>
/// Reads rows of the event table without the store's sessions, for whoever folds many streams, and gives the same events as the store
/// would: older forms become today's records here as there. Safe for many threads at once, each with a reader of its own.
/// </summary>
public sealed class StoredEvents
{
    /// <summary>The columns that <see cref="Read"/> expects, in this order, of <c>mt_events e</c>.</summary>
    public const string Columns = ColumnsWithoutHeaders + ", e.headers";

    /// <summary>
    /// The same without the headers, which hold provenance beside the actor: a clean view reads none, and they are a third of a row.
    /// </summary>
    public const string ColumnsWithoutHeaders =
        "e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.user_name, e.correlation_id, e.causation_id, e.data";

    private const int Data = 9, Headers = 10;

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

    /// <summary>Reads the row that the reader stands on; it has <see cref="Columns"/> or <see cref="ColumnsWithoutHeaders"/>.</summary>
    /// <exception cref="UnknownEventException">The row is of a type that this program does not know.</exception>
    public IEvent Read(NpgsqlDataReader row)
    {
        var name = row.GetString(4);
        if (!byName.TryGetValue(name, out var named))
            throw new UnknownEventException(name, row.GetInt64(0));
        var recorded = named.Form.Read(row.GetFieldValue<byte[]>(Data));
        recorded.Sequence = row.GetInt64(0);
        recorded.Id = row.GetGuid(1);
        recorded.StreamId = row.IsDBNull(2) ? Guid.Empty : row.GetGuid(2);
        recorded.Version = row.GetInt64(3);
        recorded.EventTypeName = named.Name;
        recorded.DotNetTypeName = named.DotNet;
        recorded.Timestamp = row.GetFieldValue<DateTimeOffset>(5);
        recorded.UserName = Text(row, 6);
        recorded.CorrelationId = Text(row, 7);
        recorded.CausationId = Text(row, 8);
        if (row.FieldCount > Headers && !row.IsDBNull(Headers))
            recorded.Headers = ReadHeaders(row.GetFieldValue<byte[]>(Headers));
        return recorded;
    }

    /// <summary>What one event says, for whoever reads nothing but its name and its data.</summary>
    /// <exception cref="UnknownEventException">The name is not known.</exception>
    public object Fact(string name, ReadOnlySpan<byte> data) =>
        byName.TryGetValue(name, out var named) ? named.Form.Read(data).Data : throw new UnknownEventException(name, 0);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

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
