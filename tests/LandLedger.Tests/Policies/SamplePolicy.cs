using System.Text;
using System.Text.Json.Nodes;
using LandLedger.Policies;
using LandLedger.Tests.Tidy;

namespace LandLedger.Tests.Policies;

/// <summary>The shipped policy, and others that differ from it in one thing.</summary>
public static class SamplePolicy
{
    private const string File = "src/LandLedger/Policies/policies/reconciliation-1.json";

    /// <summary>The shipped policy as it is in force.</summary>
    public static ReconciliationPolicy Shipped { get; } = With();

    /// <summary>The shipped policy with a change.</summary>
    public static ReconciliationPolicy With(Action<JsonObject>? change = null) =>
        PolicyDocument.Read("made.json", Encoding.UTF8.GetBytes(Document(change)));

    /// <summary>The document of the shipped policy with a change.</summary>
    public static string Document(Action<JsonObject>? change = null)
    {
        if (change is null)
            return House.Read(File);
        var document = JsonNode.Parse(House.Read(File))!.AsObject();
        change(document);
        return document.ToJsonString();
    }
}
