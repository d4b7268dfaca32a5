using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Replay;
using LandLedger.Tests.Harness;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Plots;

public sealed class A_conflict_that_told_in_words_what_moved
{
    [Theory]
    [InlineData("240.9", "241", "VNPT-iLIS 240.5 -> 241", "240.5")]
    [InlineData("Thôn 5", "Thôn 5 -> Thôn 6", "VNPT-iLIS Thôn 4 -> Thôn 5 -> Thôn 6", "Thôn 4")]
    [InlineData("Thôn 5", "Thôn 6", "VNPT-iLIS A -> B -> Thôn 6", "A -> B")]
    [InlineData(null, "w6j5uj94pg7r", "VNPT-iLIS  -> w6j5uj94pg7r", null)]
    public void is_taken_apart_for_certain(string? held, string offered, string words, string? from)
    {
        var read = Read(held, offered, words);
        read.Moved.ShouldBe([new(ConflictChoice.Offered, from, offered)]);
        Card(read).ShouldBe([words], "the clean view shows what it always showed");
    }

    [Fact]
    public void tells_the_held_side_too()
    {
        var read = Read("240.2", "241", "VNPT-iLIS 240.9 -> 241", "held 240.5 -> 240.2");
        read.Moved.ShouldBe([new(ConflictChoice.Offered, "240.9", "241"), new(ConflictChoice.Held, "240.5", "240.2")]);
        Card(read).ShouldBe(["VNPT-iLIS 240.9 -> 241", "held 240.5 -> 240.2"]);
    }

    [Fact]
    public void that_contradicts_itself_is_not_guessed_at() =>
        Should.Throw<FormatException>(() => Read("240.5", "241", "VNPT-iLIS 240.9 -> 242"));

    private static string[] Card(ConflictFound found) => Given.Card(Given.Registered(), found).Conflicts.Single().Moved!;

    private static ConflictFound Read(string? held, string? offered, params string[] moved)
    {
        var stored = JsonSerializer.SerializeToNode(
            new ConflictFound(Given.Id(1), "address", new(held, "PL3", null), new(offered, "VNPT-iLIS", null)), LedgerJson.Stored)!;
        stored["moved"] = new JsonArray([.. moved.Select(words => JsonValue.Create(words))]);
        return (ConflictFound)StoredForm.Of(typeof(ConflictFound), PlotStore.OldForms).Read(Encoding.UTF8.GetBytes(stored.ToJsonString())).Data;
    }
}
