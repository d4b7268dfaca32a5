using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime.Text;

namespace LandLedger.Persons;

/// <summary>
/// The bytes of a person that are sealed. The member names are a stored format: they are added to, never renamed.
/// </summary>
internal static class SealedPerson
{
    // Lengths of names are telling; the whole record comes in steps of this many bytes.
    private const int Bucket = 64;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Seal(Guid id, Person person, ReadOnlySpan<byte> dataKey) => SealedBytes.Seal(dataKey, Write(person), Place(id));

    public static Person Open(Guid id, ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> dataKey) =>
        Read(SealedBytes.Open(dataKey, envelope, Place(id)));

    /// <summary>Binds a wrapped key to its person.</summary>
    public static byte[] KeyPlace(Guid id) => Encoding.ASCII.GetBytes($"vault.person.wrapped_key/1/{id:N}");

    private static byte[] Place(Guid id) => Encoding.ASCII.GetBytes($"vault.person.sealed/1/{id:N}");

    private static byte[] Write(Person person)
    {
        using var buffer = new MemoryStream(4 * Bucket);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("kind", person.Kind.ToString());
            json.WriteString("fullName", person.FullName);
            WriteText(json, "birthDate", person.BirthDate is { } date ? LocalDatePattern.Iso.Format(date) : null);
            if (person.BirthYear is { } year)
            {
                json.WriteNumber("birthYear", year);
            }

            WriteText(json, "sex", person.Sex?.ToString());
            WriteText(json, "citizenId", person.CitizenId);
            WriteText(json, "oldIdNumber", person.OldIdNumber);
            WriteText(json, "address", person.Address);
            WriteText(json, "organisationId", person.OrganisationId);
            json.WriteEndObject();
        }

        // JSON readers pass over white space at the end.
        var length = (int)buffer.Length;
        var padded = new byte[(length + Bucket - 1) / Bucket * Bucket];
        padded.AsSpan(length).Fill((byte)' ');
        buffer.GetBuffer().AsSpan(0, length).CopyTo(padded);
        return padded;
    }

    private static Person Read(byte[] bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        var root = json.RootElement;
        return new Person
        {
            Kind = Enum.Parse<PersonKind>(Text(root, "kind")!),
            FullName = Text(root, "fullName")!,
            BirthDate = Text(root, "birthDate") is { } date ? LocalDatePattern.Iso.Parse(date).Value : null,
            BirthYear = root.TryGetProperty("birthYear", out var year) ? year.GetInt32() : null,
            Sex = Text(root, "sex") is { } sex ? Enum.Parse<Sex>(sex) : null,
            CitizenId = Text(root, "citizenId"),
            OldIdNumber = Text(root, "oldIdNumber"),
            Address = Text(root, "address"),
            OrganisationId = Text(root, "organisationId"),
        };
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}
