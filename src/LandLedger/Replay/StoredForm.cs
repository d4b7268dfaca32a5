using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using JasperFx;
using JasperFx.Events;
using LandLedger.Plumbing;

namespace LandLedger.Replay;

/// <summary>How what is stored under one name is read into today's record. Safe for many threads at once.</summary>
public abstract class StoredForm
{
    /// <summary>Reads stored JSON, in whatever form it is.</summary>
    public abstract IEvent Read(ReadOnlySpan<byte> stored);

    /// <summary>The form of a name.</summary>
    /// <param name="type">Today's record.</param>
    /// <param name="older">Its older forms under this name, the oldest first.</param>
    public static StoredForm Of(Type type, IEnumerable<OldForm> older) =>
        (StoredForm)Activator.CreateInstance(typeof(Reading<>).MakeGenericType(type), [older.ToArray()])!;

    private sealed class Reading<T>(OldForm[] older) : StoredForm
        where T : class
    {
        private readonly JsonTypeInfo<T> type = (JsonTypeInfo<T>)LedgerJson.Stored.GetTypeInfo(typeof(T));
        private readonly RecordReader<T> reader = new RecordReaders(LedgerJson.Stored).Of<T>();
        private readonly byte[][] marks = [.. older.Select(form => Encoding.UTF8.GetBytes(form.Mark))];

        public override IEvent Read(ReadOnlySpan<byte> stored)
        {
            foreach (var mark in marks)
            {
                if (stored.IndexOf(mark) >= 0)
                    return Recorded(Renewed(stored));
            }

            return Recorded(Present(stored));
        }

        private T Present(ReadOnlySpan<byte> stored)
        {
            try
            {
                var json = new Utf8JsonReader(stored);
                json.Read();
                return reader.Read(ref json);
            }
            catch (Exception other) when (other is JsonException or FormatException or InvalidOperationException)
            {
                // Whatever it is, it is for the serializer to say: where the store cannot read an event, this cannot either.
                return JsonSerializer.Deserialize(stored, type)!;
            }
        }

        // The constructor draws a random id, which costs as much as reading a short event, and the row has its own.
        private static Event<T> Recorded(T fact)
        {
            var recorded = (Event<T>)RuntimeHelpers.GetUninitializedObject(typeof(Event<T>));
            recorded.Data = fact;
            recorded.TenantId = StorageConstants.DefaultTenantId;
            return recorded;
        }

        private T Renewed(ReadOnlySpan<byte> stored)
        {
            var json = JsonNode.Parse(stored)!.AsObject();
            foreach (var form in older)
                form.Renew(json);
            return json.Deserialize(type)!;
        }
    }
}
