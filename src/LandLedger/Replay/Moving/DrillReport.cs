using System.Text;
using System.Text.Json;

namespace LandLedger.Replay.Moving;

/// <summary>One thing that a drill tried.</summary>
/// <param name="Name">Its stable name.</param>
/// <param name="Passed">Whether it held; null when it could not be tried.</param>
/// <param name="Vi">What was found, in Vietnamese.</param>
/// <param name="En">In English.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record DrillStep(string Name, bool? Passed, string Vi, string En, double Seconds);

/// <summary>What a restore drill found.</summary>
/// <param name="At">When it began.</param>
/// <param name="From">Version of the server that was read.</param>
/// <param name="To">Version of the server that it was restored to.</param>
/// <param name="Rows">Rows by table, counted in the restored database.</param>
/// <param name="Steps">What was tried.</param>
public sealed record DrillReport(string At, string From, string To, IReadOnlyDictionary<string, long> Rows, IReadOnlyList<DrillStep> Steps)
{
    /// <summary>Names of the files.</summary>
    public const string JsonFile = "drill.json", TextFile = "drill.txt";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Whether nothing failed.</summary>
    public bool Passed => Steps.All(step => step.Passed != false);

    /// <summary>Writes both files.</summary>
    public void Write(string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, JsonFile), JsonSerializer.SerializeToUtf8Bytes(this, Json));
        File.WriteAllText(Path.Combine(folder, TextFile), ToString());
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(Passed ? "DIỄN TẬP KHÔI PHỤC: ĐẠT / RESTORE DRILL: PASSED" : "DIỄN TẬP KHÔI PHỤC: KHÔNG ĐẠT / RESTORE DRILL: FAILED");
        text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{At}   PostgreSQL {From} -> {To}");
        foreach (var step in Steps)
        {
            var mark = step.Passed switch { true => "+", false => "!", null => "?" };
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{mark} {step.Vi}\n  {step.En}  ({step.Seconds:0.0} s)");
        }

        return text.ToString();
    }
}
