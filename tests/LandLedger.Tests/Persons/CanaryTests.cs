using System.Text;
using LandLedger.Proof;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Persons;

[Collection(TracedLedger.Name)]
public sealed class Canary_persons(TracedLedger ledger)
{
    private const string Rest = "\"role\":\"owner\",\"effectiveOn\":\"2025-10-02\",\"instrument\":\"i\",\"reason\":\"r\"";

    private readonly HttpClient registrar = ledger.As("registrar", "reg-1", "24781");

    [Fact]
    public async Task who_came_in_by_every_door_are_found_nowhere()
    {
        var plots = new List<string> { await RecordedAsync(), await AskedAndSentAsync(), await NeverAnsweredAsync() };
        await WrittenWronglyAsync(plots[0]);
        await UploadedAsync(plots[0]);
        await ImportedAsync();
        await ledger.CaughtUp();
        plots.AddRange(await ledger.Rows("select id from ledger.mt_doc_plotcard"));

        ShouldHoldNone(await AnswersAsync(plots.Distinct()), "answers to reads");
        (await ledger.Rows("select count(*) from ledger_wolverine.wolverine_dead_letters")).Single().ShouldNotBe("0");
        ShouldHoldNone(await WholeDatabase.DumpAsync(ledger), "the database");
        ShouldHoldNone(await WholeDatabase.SelectAsync(ledger), "the tables");
        ShouldHoldNone(string.Join('\n', ledger.Log), "the log");
        ShouldHoldNone(await FilesAsync(), "the files");
    }

    [Fact]
    public async Task would_be_found_if_one_were_left_behind()
    {
        Canary.FoundIn($"... {Canary.Tuong.FullName.ToLowerInvariant()} ...").ShouldNotBeEmpty();
        foreach (var trace in Canary.All.SelectMany(canary => canary.Traces()))
            Canary.FoundIn($"x{trace}y").ShouldContain(trace);
        await ledger.Rows("create table left_behind (as_text text, as_bytes bytea, as_json jsonb)");
        try
        {
            foreach (var (column, value) in ((string, string)[])
            [
                ("as_text", $"'{Canary.Khoi.FullName}'"), ("as_bytes", $"convert_to('a {Canary.Sau.CitizenId}', 'UTF8')"),
                ("as_json", $$"""'{"birth":"{{Canary.Loc.BirthDate}}"}'"""),
            ])
            {
                await ledger.Rows($"insert into left_behind ({column}) values ({value})");
                Canary.FoundIn(await WholeDatabase.DumpAsync(ledger)).ShouldNotBeEmpty(column);
                Canary.FoundIn(await WholeDatabase.SelectAsync(ledger)).ShouldNotBeEmpty(column);
                await ledger.Rows("truncate left_behind");
            }
        }
        finally
        {
            await ledger.Rows("drop table left_behind");
        }
    }

    // Everything that a search finds, hidden in a short text: a failing test must not print the person either.
    private static void ShouldHoldNone(string text, string where) =>
        Canary.FoundIn(text).Select(found => $"{found.Length} characters near: {Around(text, found)}").ShouldBeEmpty(where);

    // The beginning of the line, and what stands before the find.
    private static string Around(string text, string found)
    {
        var at = text.IndexOf(found, StringComparison.OrdinalIgnoreCase);
        var line = text[(text.LastIndexOf('\n', at) + 1)..at];
        var shown = line.Length > 300 ? $"{line[..150]} ... {line[^150..]}" : line;
        return Canary.All.SelectMany(canary => canary.Traces())
            .Aggregate(shown, (rest, trace) => rest.Replace(trace, "*", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<string> RecordedAsync()
    {
        var plot = await registrar.Register();
        var holder = $$"""{"person":{{Canary.Tuong.Json()}},"share":"1/2",{{Rest}}}""";
        for (var again = 0; again < 2; again++)
            ((int)(await registrar.PostJson($"/api/v1/plots/{plot}/holders", holder, "\"1\"", $"canary-{plot}")).Status).ShouldBe(200);
        return plot;
    }

    private async Task<string> AskedAndSentAsync()
    {
        await ledger.IsKnown(Canary.Khoi.FullName, Canary.Khoi.CitizenId, Canary.Khoi.BirthDate, "male");
        var plot = await registrar.Register();
        var holder = await registrar.RecordHolder(plot, 1, $$"""{"person":{{Canary.Khoi.Json()}},"share":"1/1",{{Rest}}}""");
        // The first answer is not one, so the question waits in its table for another try.
        foreach (var service in (string[])["population-register", "vnlis"])
            await FaultAsync($$"""{"service":"{{service}}","kind":"wrong-answer","value":0,"count":1}""");
        await registrar.PostJson($"/api/v1/plots/{plot}/holders/{holder}/match", """{"reason":"r"}""", "\"2\"");
        ShouldHoldNone(await WholeDatabase.SelectAsync(ledger), "the tables while a question waits");
        await Calls.Eventually(() => registrar.Card(plot), card => card["version"]!.GetValue<int>() == 3, 60);
        await registrar.PostJson($"/api/v1/plots/{plot}/sync", """{"reason":"r"}""", "\"3\"");
        await Calls.Eventually(() => registrar.Card(plot), card => card["version"]!.GetValue<int>() == 4, 60);
        return plot;
    }

    // A person whose sealed bytes were damaged: the question becomes a dead letter, its exception with it.
    private async Task<string> NeverAnsweredAsync()
    {
        var plot = await registrar.Register();
        var holder = await registrar.RecordHolder(plot, 1, $$"""{"person":{{Canary.Sau.Json()}},"share":"1/1",{{Rest}}}""");
        var person = (await registrar.Card(plot))["holders"]![0]!["personId"]!.ToString();
        await ledger.Rows($"update vault.person set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) where id = '{person}'");
        await registrar.PostJson($"/api/v1/plots/{plot}/holders/{holder}/match", """{"reason":"r"}""", "\"2\"");
        await Calls.Eventually(() => ledger.Rows("select count(*) from ledger_wolverine.wolverine_dead_letters"), count => count[0] != "0",
            60);
        await ledger.Rows($"update vault.person set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) where id = '{person}'");
        return plot;
    }

    private async Task WrittenWronglyAsync(string plot)
    {
        var (person, other) = (Canary.Loc, Canary.Sau);
        var good = $$"""{"person":{{person.Json()}},"share":"1/2",{{Rest}}}""";
        string[] bodies =
        [
            good[..^1], $"{person.FullName} {person.CitizenId}", $"\"{person.FullName}\"", $"[{good}]",
            good.Replace("\"share\"", $"\"{person.FullName}\"", StringComparison.Ordinal),
            good.Replace("\"share\"", $"\"{person.CitizenId}\"", StringComparison.Ordinal),
            good.Replace("\"1/2\"", $"\"{person.FullName}\"", StringComparison.Ordinal),
            good.Replace("\"owner\"", $"\"{person.FullName}\"", StringComparison.Ordinal),
            good.Replace("\"individual\"", $"\"{person.FullName}\"", StringComparison.Ordinal),
            good.Replace("\"2025-10-02\"", $"\"{person.BirthDate} {person.FullName}\"", StringComparison.Ordinal),
            good.Replace($"\"{person.CitizenId}\"", person.CitizenId.TrimStart('0'), StringComparison.Ordinal),
            good.Replace("\"i\"", $"\"của {person.CitizenId}\"", StringComparison.Ordinal),
            good.Replace("\"r\"", $"\"của {person.OldId}\"", StringComparison.Ordinal),
            good.Replace(person.Json(), $"[{person.Json()}]", StringComparison.Ordinal),
            good.Replace(person.Json(), person.Json(birthDate: $"{person.BirthDate[..^2]}32"), StringComparison.Ordinal),
            good.Replace(person.Json(), person.Json(birthDate: string.Join('/', person.BirthDate.Split('-').Reverse())),
                StringComparison.Ordinal),
            good.Replace(person.Json(), person.Json(citizenId: person.CitizenId + "1"), StringComparison.Ordinal),
            good.Replace(person.Json(), person.Json(name: string.Join(' ', Enumerable.Repeat(person.FullName, 20))),
                StringComparison.Ordinal),
            good.Replace(person.Json(), person.Json(name: person.FullName + "\\u0000"), StringComparison.Ordinal),
        ];
        var before = await ledger.Remembered();
        foreach (var body in bodies)
        {
            var answer = await registrar.PostJson($"/api/v1/plots/{plot}/holders", body, "\"2\"", $"k{Guid.NewGuid():N}");
            ((int)answer.Status).ShouldBe(400, answer.Code);
            Canary.FoundIn(answer.Body!.ToJsonString()).Length.ShouldBe(0, answer.Code);
        }

        var registration = Calls.Registration(other.CitizenId, sheet: other.OldId, more: body => body["plotCode"] = other.CitizenId);
        ((int)(await registrar.PostJson("/api/v1/plots", registration)).Status).ShouldBe(400);
        (await ledger.Remembered()).ShouldBe(before);
    }

    private async Task UploadedAsync(string plot)
    {
        byte[] scan = [.. "%PDF-1.7\n"u8,
            .. Encoding.UTF8.GetBytes($"{Canary.Sau.FullName} {Canary.Sau.CitizenId} {Canary.Sau.BirthDate}")];
        ((int)(await registrar.Attach(plot, scan, "\"2\"", "identity-paper", name: $"{Canary.Sau.FullName}.pdf")).Status).ShouldBe(200);
        (await registrar.Attach(plot, [.. scan, 1], "\"3\"", reason: $"của {Canary.Sau.CitizenId}")).Code.ShouldBe("validation-failed");
        (await registrar.Attach(plot, [.. scan[9..]], "\"3\"", name: $"{Canary.Sau.FullName}.png")).Code.ShouldBe("document-type-unknown");
    }

    private async Task ImportedAsync()
    {
        var (one, two) = (Canary.Loc, Canary.Tuong);
        string Day(Canary canary) => string.Join('/', canary.BirthDate.Split('-').Reverse());
        (string, string?)[] person = [("H", one.FullName), ("I", Day(one)), ("K", one.CitizenId), ("L", one.Address)];
        var rows = Pl3File.NumberRow()
            + Pl3File.Row(7, [.. person, ("W", "C1")])
            + Pl3File.Row(8, [.. person, ("W", "C2"), ("K", one.CitizenId + "9")])
            + Pl3File.Row(9, [.. person, ("W", "C3"), ("Y", one.FullName), ("Z", one.FullName), ("AB", one.CitizenId)])
            + Pl3File.Row(10, [.. person, ("W", one.CitizenId), ("X", $"{one.FullName} {one.CitizenId}")])
            + Pl3File.Row(11, [.. person, ("W", "C4"), ("B", one.FullName), ("I", one.FullName)])
            + Pl3File.Row(12, [.. person, ("W", "C5"), ("E", one.OldId), ("C", one.CitizenId)]);
        var run = await registrar.Import("PL3", new XlsxFile { Rows = rows }.Bytes(), $"{one.FullName}.xlsx");
        run["state"]!.ToString().ShouldBe("finished", run.ToJsonString());
        run["rows"]!["rejected"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(3);
        var lines = IlisFile.Header + IlisFile.Line("C1", two.FullName, area: "150,5", id: two.CitizenId)
            + IlisFile.Line("C9", one.FullName, id: one.FullName);
        ShouldHoldNone((await registrar.Import("VNPT-iLIS", Encoding.UTF8.GetBytes(lines), $"{two.FullName}.csv")).ToJsonString(),
            "the run");
        var broken = await registrar.Import("VNPT-iLIS", Encoding.UTF8.GetBytes($"{one.FullName};{one.CitizenId}\n{one.FullName};x\n"));
        broken["state"]!.ToString().ShouldBe("failed");
        ShouldHoldNone(broken.ToJsonString(), "the failed run");
    }

    private async Task<string> AnswersAsync(IEnumerable<string> plots)
    {
        var (officer, said) = (ledger.As("security-officer", "sec-1"), new StringBuilder());
        foreach (var plot in plots)
        {
            foreach (var path in (string[])["", "?version=1", "/history"])
                said.AppendLine(await registrar.GetStringAsync($"/api/v1/plots/{plot}{path}"));
        }

        foreach (var path in (string[])["plots?limit=200", "conflicts?limit=200", "sync?limit=200", "sync/coverage"])
            said.AppendLine(await registrar.GetStringAsync($"/api/v1/{path}"));
        foreach (var path in (string[])["audit?limit=200", "audit/reads?limit=200", "audit/export", "audit/export?format=ndjson"])
            said.AppendLine(await officer.GetStringAsync($"/api/v1/{path}"));
        return said.ToString();
    }

    // The scans, the imported files and the log of the server.
    private async Task<string> FilesAsync()
    {
        // The log is written by itself; once all of it is, its files stay as they are.
        await Calls.Eventually(() => Task.FromResult(ledger.Alba.Services.GetRequiredService<LogState>()),
            log => log is { Waiting: 0, Held: 0 } && log.Published == log.Size, 60);
        var scans = Path.GetDirectoryName(ledger.Alba.Services.GetRequiredService<IConfiguration>()["Documents:Folder"]!)!;
        var server = Path.GetDirectoryName((await TestCluster.RunningAsync()).DataFolder)!;
        var files = Directory.GetFiles(scans, "*", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(server, "*.log", SearchOption.AllDirectories))
            // Held by the sequencer as its turn; nothing stands in it.
            .Where(file => Path.GetFileName(file) != SequencerTurn.LockFile && !file.EndsWith(".draft", StringComparison.Ordinal)).ToArray();
        files.Length.ShouldBeGreaterThan(4);
        return string.Join('\n', files.Select(file => $"{file}\n{Encoding.UTF8.GetString(ReadShared(file))}"));
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private async Task FaultAsync(string fault)
    {
        using var body = new StringContent(fault, Encoding.UTF8, "application/json");
        (await ledger.Counterparts.Client.PutAsync("admin/faults", body)).EnsureSuccessStatusCode();
    }
}
