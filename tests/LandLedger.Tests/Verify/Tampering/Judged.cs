using System.Text.Json.Nodes;
using Shouldly;

namespace LandLedger.Tests.Verify.Tampering;

/// <summary>One finding of the program.</summary>
public sealed record Named(string Code, long? Sequence, Guid? Plot, long? Version, long? Leaf, string Words);

/// <summary>What the program said.</summary>
public sealed record Judged(int Exit, IReadOnlyList<Named> Findings, string Output)
{
    public static Judged Of(Ended ended)
    {
        ended.Output.ShouldStartWith("{", Case.Sensitive, ended.Errors);
        var found = JsonNode.Parse(ended.Output)!["findings"]!.AsArray().Where(one => one!["weight"]!.ToString() != "sound").Select(one => new Named(
            one!["code"]!.ToString(), one["sequence"]?.GetValue<long>(), one["plot"]?.GetValue<Guid>(), one["version"]?.GetValue<long>(),
            one["leafIndex"]?.GetValue<long>(), one["en"]!.ToString()));
        return new(ended.Code, [.. found], ended.Output);
    }

    /// <summary>Exactly these events were named, each with its plot and what is wrong with it.</summary>
    public void ShouldName(params (string Code, SealedEvent Event)[] expected)
    {
        Exit.ShouldBe(1, Output);
        Findings.Select(found => $"{found.Code} {found.Sequence} {found.Plot} {found.Version}").Order().ShouldBe(
            expected.Select(one => $"{one.Code} {one.Event.Sequence} {one.Event.Plot} {one.Event.Version}").Order(), Output);
        Findings.ShouldAllBe(found => found.Leaf != null);
    }

    /// <summary>Nothing was found.</summary>
    public void ShouldBeSound()
    {
        Findings.ShouldBeEmpty(Output);
        Exit.ShouldBe(0, Output);
    }
}
