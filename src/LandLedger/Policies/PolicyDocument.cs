using System.Security.Cryptography;
using System.Text.Json;
using LandLedger.Plots;
using LandLedger.Plumbing;

namespace LandLedger.Policies;

/// <summary>A policy document that cannot be taken. The message names the file and the member.</summary>
public sealed class PolicyRefusedException(string file, string member, string what) : Exception($"{file}: {member}: {what}")
{
    /// <summary>The member of the document, such as <c>preferredSources.holders</c>.</summary>
    public string Member { get; } = member;
}

/// <summary>Reads policy documents. A member that is not known, is missing or contradicts another refuses the whole document.</summary>
public static class PolicyDocument
{
    private const string HoldersSharesAndIds = "citizenIds holders shares";

    // Who owns, how large beyond rounding, for what purpose, under which code: a document may add fields, never take one of these away.
    private static readonly string[] NeverByRule =
        [PlotDescription.HoldersField, PlotDescription.AreaField, PlotDescription.UsesField, PlotDescription.CodeField];

    private static readonly string[] Compared = [.. NeverByRule, PlotDescription.AddressField];

    private static readonly string[] Fillable = [PlotDescription.CodeField, PlotDescription.AddressField, PlotDescription.UsesField];

    private static readonly string[] Systems = ["PL3", "VBDLIS", "VNPT-iLIS"];

    private static readonly JsonSerializerOptions Strict = MakeStrict();

    /// <summary>Reads and checks a document.</summary>
    /// <param name="file">What the document is called in refusals.</param>
    /// <param name="bytes">The document.</param>
    /// <exception cref="PolicyRefusedException">It cannot be read, or says what no policy may say.</exception>
    public static ReconciliationPolicy Read(string file, byte[] bytes)
    {
        ReconciliationPolicy policy;
        try
        {
            policy = JsonSerializer.Deserialize<ReconciliationPolicy>(bytes, Strict)
                ?? throw new PolicyRefusedException(file, "$", "the document is empty.");
        }
        catch (JsonException unreadable)
        {
            throw new PolicyRefusedException(file, Member(unreadable), "unknown, missing, or of the wrong type.");
        }

        Check(file, policy);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return policy with { Sha256 = hash, Identity = $"{policy.Name}-{policy.Version} sha256:{hash[..12]}" };
    }

    private static void Check(string file, ReconciliationPolicy policy)
    {
        Require(policy.Name.Length is > 0 and <= 40 && policy.Name.All(letter => char.IsAsciiLetterLower(letter) || letter == '-'),
            "name", "write lower-case letters and '-'.");
        Require(policy.Version > 0, "version", "count from 1.");
        Require(policy.AreaTolerance.SquareMetres >= 0, "areaTolerance.squareMetres", "a tolerance is not below 0.");
        Require(policy.AreaTolerance.Relative is >= 0 and < 1, "areaTolerance.relative", "a tolerance is not below 0, and below 1.");
        Fields(policy.FillGaps, Fillable, "fillGaps");
        Fields(policy.AlwaysHuman, Compared, "alwaysHuman");
        foreach (var field in NeverByRule)
            Require(policy.AlwaysHuman.Contains(field), "alwaysHuman", $"{field} is never decided by rule and must be named.");
        Sources(policy.ProposedSources, "proposedSources");
        Sources(policy.PreferredSources, "preferredSources");
        foreach (var field in policy.PreferredSources.Keys)
            Require(!policy.AlwaysHuman.Contains(field), $"preferredSources.{field}", "alwaysHuman names this field: people decide it.");
        Require(policy.Together is [var group] && string.Join(' ', group.Order(StringComparer.Ordinal)) == HoldersSharesAndIds,
            "together", "holders, shares and citizenIds are one decision, and nothing else is.");

        void Sources(Dictionary<string, string[]> orders, string member)
        {
            foreach (var (field, order) in orders)
            {
                Require(Compared.Contains(field), $"{member}.{field}", "not a field that sources are compared in.");
                foreach (var system in order)
                    Require(Systems.Contains(system), $"{member}.{field}", $"'{system}' is not a system that is imported.");
                Require(order.Length > 0 && order.Distinct().Count() == order.Length, $"{member}.{field}", "name each system once.");
            }
        }

        void Fields(string[] named, string[] known, string member)
        {
            foreach (var field in named)
                Require(known.Contains(field), member, $"'{field}' is not a field of this list.");
        }

        void Require(bool holds, string member, string what)
        {
            if (!holds)
                throw new PolicyRefusedException(file, member, what);
        }
    }

    // The path leads to a member of the wrong type, and to the parent of one that is missing or unknown: that one stands in the message
    // between quotation marks, as does its type, whose name has dots.
    private static string Member(JsonException unreadable)
    {
        var path = unreadable.Path?.TrimStart('$', '.') ?? "";
        var quoted = unreadable.Message.Split('\'');
        for (var at = 1; at < quoted.Length; at += 2)
        {
            if (quoted[at].Length > 0 && quoted[at].All(char.IsAsciiLetter) && !path.EndsWith(quoted[at], StringComparison.Ordinal))
                return path.Length == 0 ? quoted[at] : $"{path}.{quoted[at]}";
        }

        return path.Length == 0 ? "$" : path;
    }

    private static JsonSerializerOptions MakeStrict()
    {
        var json = new JsonSerializerOptions { AllowDuplicateProperties = false };
        LedgerJson.Http(json);
        return json;
    }
}
