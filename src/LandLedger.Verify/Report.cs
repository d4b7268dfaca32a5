using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify;

/// <summary>Says what came of a check: in words for people, or as one JSON object for programs.</summary>
internal static class Report
{
    /// <summary>Says it on standard output.</summary>
    /// <returns>The exit code.</returns>
    public static int Say(Verdict verdict, bool json)
    {
        Console.Out.WriteLine(json ? Json(verdict) : Text(verdict));
        return (int)verdict.Outcome;
    }

    private static string Text(Verdict verdict)
    {
        var lines = new List<string> { Headline(verdict.Outcome) };
        if (verdict.Checkpoint is { } checkpoint)
        {
            lines.Add(Printable(string.Create(CultureInfo.InvariantCulture,
                $"Nhật ký/Log {checkpoint.Origin}, {checkpoint.Size} lá/leaves, gốc/root {Convert.ToBase64String(checkpoint.Root)}")));
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"Nhân chứng đã ký/Witnesses that cosigned: {verdict.Cosigned}; đã kiểm/checked: {verdict.Checked}"));
        }

        lines.AddRange(verdict.Findings.Select(finding => Printable($"- {finding.Code}{Where(finding)}: {finding.Vi} / {finding.En}")));
        return string.Join(Environment.NewLine, lines);
    }

    private static string Headline(Outcome outcome) => outcome switch
    {
        Outcome.Sound => "NGUYÊN VẸN / SOUND",
        Outcome.Altered => "ĐÃ BỊ THAY ĐỔI / ALTERED",
        Outcome.Incomplete => "CHƯA ĐỦ ĐỂ KẾT LUẬN / INCOMPLETE",
        _ => "KHÔNG ĐỌC ĐƯỢC / BAD INPUT",
    };

    private static string Where(Finding finding)
    {
        var parts = new List<string>();
        void Add(string name, object? value)
        {
            if (value is not null)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {value}"));
        }

        Add("tệp/file", finding.File);
        Add("lá/leaf", finding.LeafIndex);
        Add("số/sequence", finding.Sequence);
        Add("sự kiện/event", finding.EventId);
        Add("thửa/plot", finding.Plot);
        Add("phiên bản/version", finding.Version);
        Add("loại/type", finding.EventType);
        Add("dạng/kind", finding.Kind);
        return parts.Count == 0 ? "" : $" [{string.Join(", ", parts)}]";
    }

    // A name in a file may hold what a terminal would obey.
    private static string Printable(string text)
    {
        var printed = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var obeyed = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            printed.Append(obeyed ? "?" : rune.ToString());
        }

        return printed.ToString();
    }

    private static string Json(Verdict verdict)
    {
        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("outcome", JsonNamingPolicy.CamelCase.ConvertName(verdict.Outcome.ToString()));
            if (verdict.Checkpoint is { } checkpoint)
            {
                json.WriteString("log", checkpoint.Origin);
                json.WriteNumber("size", checkpoint.Size);
                json.WriteBase64String("root", checkpoint.Root);
                json.WriteNumber("cosigned", verdict.Cosigned);
            }

            json.WriteNumber("checked", verdict.Checked);
            json.WriteStartArray("findings");
            foreach (var finding in verdict.Findings)
                Write(json, finding);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(written.GetBuffer().AsSpan(0, (int)written.Length));
    }

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Code);
        json.WriteString("weight", JsonNamingPolicy.CamelCase.ConvertName(finding.Weight.ToString()));
        if (finding.File is { } file)
            json.WriteString("file", file);
        if (finding.LeafIndex is { } index)
            json.WriteNumber("leafIndex", index);
        if (finding.Sequence is { } sequence)
            json.WriteNumber("sequence", sequence);
        if (finding.EventId is { } id)
            json.WriteString("eventId", id);
        if (finding.Plot is { } plot)
            json.WriteString("plot", plot);
        if (finding.Version is { } version)
            json.WriteNumber("version", version);
        if (finding.EventType is { } type)
            json.WriteString("eventType", type);
        if (finding.Kind is { } kind)
            json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()));
        json.WriteString("vi", finding.Vi);
        json.WriteString("en", finding.En);
        json.WriteEndObject();
    }
}
