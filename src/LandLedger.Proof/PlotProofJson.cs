using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LandLedger.Proof;

/// <summary>The form of a plot's proof file.</summary>
internal static class PlotProofJson
{
    private static readonly string[] Members = ["format", "plot", "checkpoint", "events"];
    private static readonly string[] EventMembers = ["leafIndex", "leaf", "data", "provenance", "origin", "proof"];
    private static readonly string[] ProvenanceMembers = ["actor", "correlation", "causation", "headers"];

    public static string Write(PlotProof proof)
    {
        using var written = new MemoryStream();
        // Vietnamese stays readable; the file is not put into web pages.
        using (var json = new Utf8JsonWriter(written, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("format", PlotProof.Format);
            json.WriteString("plot", proof.Plot);
            json.WriteString("checkpoint", proof.Checkpoint.ToString());
            json.WriteStartArray("events");
            foreach (var shown in proof.Events)
                Write(json, shown);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(written.GetBuffer().AsSpan(0, (int)written.Length));
    }

    public static PlotProof Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false });
            return Proof(document.RootElement);
        }
        catch (JsonException malformed)
        {
            // The reader's own text may quote what it read.
            throw new FormatException(string.Create(CultureInfo.InvariantCulture,
                $"Not JSON, or a member twice, near line {malformed.LineNumber + 1}."));
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException)
        {
            throw new FormatException("A text that is not Unicode.");
        }
    }

    private static void Write(Utf8JsonWriter json, ProvenEvent shown)
    {
        json.WriteStartObject();
        json.WriteNumber("leafIndex", shown.LeafIndex);
        json.WriteBase64String("leaf", shown.Leaf.Encode());
        json.WritePropertyName("data");
        WriteObject(json, shown.Data);
        json.WritePropertyName("provenance");
        if (shown.Provenance is { } provenance)
        {
            json.WriteStartObject();
            json.WriteString("actor", provenance.Actor);
            json.WriteString("correlation", provenance.Correlation);
            json.WriteString("causation", provenance.Causation);
            json.WritePropertyName("headers");
            WriteObject(json, provenance.Headers);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteString("origin", shown.Origin);
        json.WriteStartArray("proof");
        foreach (var hash in shown.Proof)
            json.WriteBase64StringValue(hash);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException("Data and headers are JSON objects.");
            document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            throw new FormatException("Data and headers are JSON objects.");
        }
    }

    private static PlotProof Proof(JsonElement root)
    {
        Exactly(root, Members, "The file");
        if (Text(root, "format", "format") != PlotProof.Format)
            throw new FormatException($"format is not {PlotProof.Format}.");
        if (!Guid.TryParseExact(Text(root, "plot", "plot"), "D", out var plot))
            throw new FormatException("plot is not a UUID.");
        var note = SignedNote.Parse(Text(root, "checkpoint", "checkpoint")!);
        var events = root.GetProperty("events");
        if (events.ValueKind != JsonValueKind.Array)
            throw new FormatException("events is not a list.");
        return new(plot, note, [.. events.EnumerateArray().Select(Event)]);
    }

    private static ProvenEvent Event(JsonElement shown, int number)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"events[{number}]");
        Exactly(shown, EventMembers, where);
        if (shown.GetProperty("leafIndex") is var index
            && !(index.ValueKind == JsonValueKind.Number && index.TryGetInt64(out var leafIndex) && leafIndex >= 0))
            throw new FormatException($"{where}.leafIndex is not a whole number from 0.");
        var leaf = CodedBytes.Bytes(Text(shown, "leaf", $"{where}.leaf")!) ?? throw new FormatException($"{where}.leaf is not base64.");
        var proof = shown.GetProperty("proof");
        if (proof.ValueKind != JsonValueKind.Array)
            throw new FormatException($"{where}.proof is not a list.");
        return new(
            index.GetInt64(), Decoded(leaf, where), Object(shown, "data", $"{where}.data"), Provenance(shown, where),
            TextOrNull(shown, "origin", $"{where}.origin"), [.. proof.EnumerateArray().Select(hash => Hash(hash, where))]);
    }

    private static Leaf Decoded(byte[] leaf, string where)
    {
        try
        {
            return Leaf.Decode(leaf);
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"{where}.leaf: {wrong.Message}");
        }
    }

    private static ShownProvenance? Provenance(JsonElement shown, string where)
    {
        var provenance = shown.GetProperty("provenance");
        if (provenance.ValueKind == JsonValueKind.Null)
            return null;
        where += ".provenance";
        Exactly(provenance, ProvenanceMembers, where);
        return new(
            TextOrNull(provenance, "actor", $"{where}.actor"), TextOrNull(provenance, "correlation", $"{where}.correlation"),
            TextOrNull(provenance, "causation", $"{where}.causation"), Object(provenance, "headers", $"{where}.headers"));
    }

    private static byte[] Hash(JsonElement hash, string where) =>
        hash.ValueKind == JsonValueKind.String && CodedBytes.Hash(hash.GetString()!) is { } bytes
            ? bytes
            : throw new FormatException($"{where}.proof holds something that is no hash.");

    private static void Exactly(JsonElement element, string[] members, string where)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{where} is not an object.");
        var names = element.EnumerateObject().Select(member => member.Name).ToArray();
        if (members.FirstOrDefault(member => !names.Contains(member)) is { } missing)
            throw new FormatException($"{where} has no member {missing}.");
        if (names.Length > members.Length)
            throw new FormatException($"{where} has members other than {string.Join(", ", members)}.");
    }

    private static string Object(JsonElement element, string member, string where) =>
        element.GetProperty(member) is { ValueKind: JsonValueKind.Object } found
            ? found.GetRawText()
            : throw new FormatException($"{where} is not an object.");

    private static string? TextOrNull(JsonElement element, string member, string where) =>
        element.GetProperty(member).ValueKind == JsonValueKind.Null ? null : Text(element, member, where);

    private static string Text(JsonElement element, string member, string where) =>
        element.GetProperty(member) is { ValueKind: JsonValueKind.String } found
            ? found.GetString()!
            : throw new FormatException($"{where} is not a text.");
}
