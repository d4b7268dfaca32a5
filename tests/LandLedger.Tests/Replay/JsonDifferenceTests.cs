using System.Text;
using System.Text.Json;
using LandLedger.Replay;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Replay;

public sealed class A_difference_of_json
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", """{ "b": [true, null], "a": 1 }""")]
    [InlineData("""{"name":"é"}""", """{"name":"\u00e9"}""")]
    [InlineData("[]", " [ ] ")]
    [InlineData("""{"a":null,"b":[],"c":[{"d":null}]}""", """{"c":[{}]}""")]
    [InlineData("""{"a":null}""", """{"a":[]}""")]
    public void is_none_where_only_order_spaces_and_escapes_differ(string left, string right) => Between(left, right).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"a":"240.5"}""", """{"a":"240.50"}""", "a", "\"240.5\"", "\"240.50\"")]
    [InlineData("""{"a":1}""", """{"a":1.0}""", "a", "1", "1.0")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", "a", "1", "\"1\"")]
    [InlineData("""{"a":true}""", """{"a":false}""", "a", "true", "false")]
    [InlineData("""{"a":null}""", """{"a":""}""", "a", "null", "\"\"")]
    [InlineData("""{"a":1}""", """{"a":null}""", "a", "1", "null")]
    [InlineData("""{"a":[1,null]}""", """{"a":[1]}""", "a[1]", "null", null)]
    [InlineData("""{"a":{}}""", "{}", "a", "{}", null)]
    [InlineData("{}", """{"a":{"b": [1, "é"]}}""", "a", null, """{"b":[1,"é"]}""")]
    [InlineData("""{"a":[{"b":1}]}""", """{"a":[{"b":2}]}""", "a[0].b", "1", "2")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", "a[1]", "2", null)]
    [InlineData("""{"a":[]}""", """{"a":{}}""", "a", "[]", "{}")]
    [InlineData("1", "2", "", "1", "2")]
    public void is_told_with_its_place_and_both_values(string left, string right, string path, string? was, string? now) =>
        Between(left, right).ShouldBe([new(path, was, now)]);

    [Fact]
    public void is_listed_in_one_order_whichever_way_the_documents_are_written()
    {
        Between("""{"b":1,"a":1,"c":{"z":1,"y":1}}""", "{}").Select(found => found.Path).ShouldBe(["a", "b", "c"]);
        Between("""{"c":{"y":1,"z":1},"b":1,"a":1}""", """{"a":2,"b":2,"c":{"z":2,"y":2}}""").Select(found => found.Path)
            .ShouldBe(["a", "b", "c.y", "c.z"]);
    }

    [Fact]
    public void of_lists_whose_items_have_an_identity_does_not_depend_on_their_place()
    {
        const string Left = """{"held":[{"id":"x","share":"1/2"},{"id":"y","share":"1/2"}]}""";
        const string Right = """{"held":[{"id":"y","share":"1/1"},{"id":"z","share":"1/2"}]}""";
        Between(Left, Right, "id").ShouldBe(
        [
            new("held[id=x]", """{"id":"x","share":"1/2"}""", null),
            new("held[id=y].share", "\"1/2\"", "\"1/1\""),
            new("held[id=z]", null, """{"id":"z","share":"1/2"}"""),
        ]);
        Between(Left, """{"held":[{"id":"y","share":"1/2"},{"id":"x","share":"1/2"}]}""", "id").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""[{"id":"x"},{"id":"x","a":1}]""")]
    [InlineData("""[{"id":"x"},{}]""")]
    [InlineData("""[{"id":"x"},3]""")]
    [InlineData("""[{"id":1},{"id":2}]""")]
    public void of_lists_whose_items_cannot_be_told_apart_goes_by_place(string right) =>
        Between("""[{"id":"x"}]""", right, "id").ShouldAllBe(found => !found.Path.Contains('='));

    [Fact]
    public void needs_json() => Should.Throw<JsonException>(() => Between("{", "{}"));

    private static IReadOnlyList<JsonDifference> Between(string left, string right, params string[] identities) =>
        JsonDifference.Between(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right), identities);
}
