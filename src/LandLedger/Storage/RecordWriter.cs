namespace LandLedger.Storage;

/// <summary>Writes one kind of value.</summary>
public interface IRecordWriter
{
    /// <summary>A value as JSON, UTF-8.</summary>
    /// <exception cref="InvalidCastException">It is of another kind.</exception>
    byte[] BytesOf(object value);
}

/// <summary>Writes one kind of value.</summary>
public abstract class RecordWriter<T> : IRecordWriter
{
    /// <summary>Writes a value behind what is there.</summary>
    public abstract void Write(JsonBytes json, T value);

    /// <inheritdoc />
    public byte[] BytesOf(object value) => Bytes((T)value);

    /// <summary>A value as JSON, UTF-8.</summary>
    public byte[] Bytes(T value)
    {
        using var json = new JsonBytes();
        Write(json, value);
        return json.Written.ToArray();
    }
}
