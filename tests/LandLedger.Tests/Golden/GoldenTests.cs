using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Replay;
using LandLedger.Tests.Tidy;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Golden;

/// <summary>
/// One stored sample of each event, as it stands in databases already. It is never edited: when a test here fails, the record has
/// changed and must change back, or gain its new members as optional ones.
/// </summary>
public sealed class Golden_samples
{
    private static readonly JsonSerializerOptions Readable = MakeReadable();

    public static TheoryData<string> Events => [.. LedgerEvents.All.Select(LedgerEvents.Alias)];

    [Theory]
    [MemberData(nameof(Events))]
    public void are_read_into_todays_record_and_written_back_the_same(string alias)
    {
        var type = LedgerEvents.All.Single(type => LedgerEvents.Alias(type) == alias);
        Faults(type, House.Read(LedgerEvents.GoldenPath(type))).ShouldFindNothing();
    }

    // A record that gained optional members has a further sample that shows them: the first stays as it was stored.
    [Theory]
    [InlineData(typeof(PlotRegistered), 2)]
    [InlineData(typeof(ConflictFound), 2)]
    [InlineData(typeof(SourceRecordReceived), 2)]
    public void with_later_members_are_read_and_written_back_the_same(Type type, int sample) =>
        Faults(type, House.Read(LedgerEvents.GoldenPath(type).Replace(".json", $"-{sample}.json", StringComparison.Ordinal)))
            .ShouldFindNothing();

    public static TheoryData<string, string> Older => new()
    {
        { "conflict_found.old-1", "conflict_found-2" },
    };

    // What was stored before the record changed: read as today's sample says.
    [Theory]
    [MemberData(nameof(Older))]
    public void of_an_older_form_are_read_as_todays_sample(string old, string today)
    {
        var name = old.Split('.')[0];
        var type = PlotStore.OldForms.First(form => form.StoredName == name).Event;
        var form = StoredForm.Of(type, PlotStore.OldForms.Where(form => form.StoredName == name));
        var stored = House.Read($"tests/LandLedger.Tests/Golden/{old}.json");
        (JsonSerializer.Serialize(form.Read(Encoding.UTF8.GetBytes(stored)).Data, type, Readable) + "\n")
            .ShouldBe(House.Read($"tests/LandLedger.Tests/Golden/{today}.json"));
        form.Read(Encoding.UTF8.GetBytes(House.Read(LedgerEvents.GoldenPath(type)))).Data.ShouldBeOfType(type);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize(stored, type, LedgerJson.Stored))
            .Message.ShouldNotBeEmpty("a form that today's record reads by itself needs no turning");
    }

    [Fact]
    public void of_an_older_form_are_there_for_each_of_them() => PlotStore.OldForms.GroupBy(form => form.StoredName)
        .Where(forms => Older.Count(row => row.Data.Item1.StartsWith(forms.Key + ".old-", StringComparison.Ordinal)) < forms.Count())
        .Select(forms => $"{forms.Key}: store one sample of each older form as {forms.Key}.old-N.json.").ShouldFindNothing();

    [Fact]
    public void belong_to_an_event_each() => Orphans(House.Files, LedgerEvents.All).ShouldFindNothing();

    [Fact]
    public void that_todays_record_knows_pass() => Faults(typeof(OwnerMatched), Matched()).ShouldBeEmpty();

    [Theory]
    [InlineData("\"score\": 97", "\"points\": 97")]
    [InlineData("\"score\": 97", "\"score\": 97.0")]
    [InlineData("\"score\": 97", "\"score\": \"97\"")]
    [InlineData("\"score\": 97", "\"score\": 97,\n  \"more\": true")]
    [InlineData("\"score\": 97\n", "\"score\": null\n")]
    [InlineData("  \"score\"", "   \"score\"")]
    public void that_would_be_written_otherwise_are_seen(string was, string now)
    {
        Matched().ShouldContain(was);
        Faults(typeof(OwnerMatched), Matched().Replace(was, now, StringComparison.Ordinal)).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(typeof(SyncedToVnLis), "plotVersion\": 6", "plotVersion\": 6.5")]
    [InlineData(typeof(PlotRegistered), "\"areaSquareMetres\": \"240.50\"", "\"areaSquareMetres\": 240.50")]
    [InlineData(typeof(HolderRecorded), "\"role\": \"owner\"", "\"role\": \"Owner\"")]
    [InlineData(typeof(HolderRecorded), "\"role\": \"owner\"", "\"role\": 0")]
    [InlineData(typeof(PlotCorrected), "\"2025-10-02\"", "\"2025-10-02T00:00:00Z\"")]
    public void that_store_a_value_in_another_form_are_seen(Type type, string was, string now)
    {
        var golden = House.Read(LedgerEvents.GoldenPath(type));
        golden.ShouldContain(was);
        Faults(type, golden.Replace(was, now, StringComparison.Ordinal)).ShouldNotBeEmpty();
    }

    [Fact]
    public void that_leave_something_out_are_seen() =>
        Faults(typeof(CertificateRecorded), "{\n  \"serial\": \"BA 123456\",\n  \"issuedOn\": \"2012-06-15\",\n  \"bookNumber\": null\n}\n")
            .Single().ShouldContain("bookNumber");

    [Fact]
    public void of_no_event_are_seen() =>
        Orphans(["tests/LandLedger.Tests/Golden/plot_vanished.json", LedgerEvents.GoldenPath(typeof(OwnerMatched))], LedgerEvents.All)
            .Single().ShouldContain("plot_vanished");

    // In the order of the record, which is easier to read than the database's own.
    private static JsonSerializerOptions MakeReadable()
    {
        var json = new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" };
        LedgerJson.Shared(json);
        return json;
    }

    private static IEnumerable<string> Faults(Type type, string golden)
    {
        var path = LedgerEvents.GoldenPath(type);
        object? fact;
        try
        {
            fact = JsonSerializer.Deserialize(golden, type, LedgerJson.Stored);
        }
        catch (Exception unreadable) when (unreadable is JsonException or NodaTime.Text.UnparsableValueException)
        {
            return [$"{path}: {type.Name} cannot read what is stored: {unreadable.Message}"];
        }

        var written = JsonSerializer.Serialize(fact, type, Readable) + "\n";
        return written == golden
            ? Gaps(JsonNode.Parse(golden)!, "$")
                .Select(gap => $"{path}: {gap} is empty: a sample shows every member filled, so that its form is frozen too.")
            : [$"{path}: {type.Name} would be stored as\n{written}: change the record back; what is stored cannot change."];
    }

    private static IEnumerable<string> Gaps(JsonNode node, string path) => node switch
    {
        JsonObject { Count: > 0 } members => members.SelectMany(member =>
            member.Value is null ? [$"{path}.{member.Key}"] : Gaps(member.Value, $"{path}.{member.Key}")),
        JsonArray { Count: > 0 } items => items.SelectMany((item, i) => item is null ? [$"{path}[{i}]"] : Gaps(item, $"{path}[{i}]")),
        JsonObject or JsonArray => [path],
        _ => [],
    };

    private static IEnumerable<string> Orphans(IEnumerable<string> files, IEnumerable<Type> events)
    {
        var known = events.Select(LedgerEvents.GoldenPath).SelectMany(first =>
            (string[])[first, first.Replace(".json", "-2.json", StringComparison.Ordinal)])
            .Concat(Older.Select(row => $"tests/LandLedger.Tests/Golden/{row.Data.Item1}.json")).ToHashSet();
        return from path in files
               where path.StartsWith("tests/LandLedger.Tests/Golden/", StringComparison.Ordinal)
                   && path.EndsWith(".json", StringComparison.Ordinal)
                   && !known.Contains(path)
               select $"{path}: no event is stored under this name. A name that was ever stored stays readable: bring the event back.";
    }

    private static string Matched() => House.Read(LedgerEvents.GoldenPath(typeof(OwnerMatched)));
}
