using System.Text.Json.Nodes;
using LandLedger.Access;
using LandLedger.Sources.Samples;
using Spectre.Console;

namespace LandLedger.Demo;

/// <summary>
/// A commune from two systems into the clean view, over HTTP like any client: imported, matched, disagreements shown and some settled,
/// the clean plots sent. Then the service stays up.
/// </summary>
public static class DemoRun
{
    private const string Plots = "api/v1/plots", Reason = "demo";

    /// <summary>Runs the demo and serves until it is stopped.</summary>
    public static async Task<int> RunAsync(WebApplication app, DemoWorld world)
    {
        await app.StartAsync();
        var ledger = new Uri(app.Urls.First().Replace("[::]", "localhost", StringComparison.Ordinal)
            .Replace("+", "localhost", StringComparison.Ordinal));
        var commune = world.Options.Commune;
        using var registrar = await DemoClient.SignInAsync(ledger, "lan", "Trần Thị Lan", Roles.Registrar, commune);
        using var approver = await DemoClient.SignInAsync(ledger, "minh", "Lê Văn Minh", Roles.Approver, Caller.Province);
        using var officer = await DemoClient.SignInAsync(ledger, "an", "Phạm An", Roles.SecurityOfficer, Caller.Province);

        var did = new Table().Border(TableBorder.Rounded).AddColumn("What").AddColumn("Outcome");
        await AnsiConsole.Progress().AutoClear(false).StartAsync(async progress =>
        {
            JsonNode[] imports =
            [
                await ImportAsync(progress, did, registrar, "PL3", world[SampleCommune.Pl3File], world.Counts.Pl3Rows),
                await ImportAsync(progress, did, registrar, "VNPT-iLIS", world[SampleCommune.IlisFile], world.Counts.IlisRows),
                await ImportAsync(progress, did, registrar, "VBDLIS", world[SampleCommune.VbdlisFile], world.Counts.Plots),
            ];
            await MatchAsync(progress, did, registrar, commune);
            await SettleAsync(progress, did, registrar, approver, commune);
            await CountAsync(did, registrar, commune, imports);
            await SyncAsync(progress, did, registrar, commune);
        });
        var example = (await registrar.GetAsync($"{Plots}?commune={commune}&sync=synced&limit=1"))["items"]!.AsArray().FirstOrDefault();
        Close(ledger, did, example, registrar, approver, officer);
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static async Task<JsonNode> ImportAsync(
        ProgressContext progress, Table did, DemoClient registrar, string system, string file, int rows)
    {
        var bar = progress.AddTask($"Import {system}", maxValue: rows);
        var run = await registrar.ImportAsync(system, file, read => bar.Value = read);
        bar.Value = rows;
        did.AddRow($"Import of {system}", Markup.Escape(
            $"{run["state"]}: {run["rows"]!["read"]} rows ({run["rows"]!["rejected"]} rejected), plots {run["plots"]!["new"]} new, "
            + $"{run["plots"]!["changed"]} changed, {run["plots"]!["unchanged"]} unchanged, {run["conflicts"]} conflicts, "
            + $"{run["rowsPerSecond"]} rows/s"));
        return run;
    }

    private static async Task MatchAsync(ProgressContext progress, Table did, DemoClient registrar, string commune)
    {
        var plots = await registrar.AllAsync($"{Plots}?commune={commune}&limit=200");
        var bar = progress.AddTask("Match owners", maxValue: plots.Count * 2);
        foreach (var plot in plots)
        {
            var card = await registrar.GetAsync($"{Plots}/{plot["id"]}");
            foreach (var holder in Holders(card).Where(holder => MatchOf(holder) == "unmatched"))
            {
                await registrar.ChangeLatestAsync($"{Plots}/{plot["id"]}", $"holders/{holder["holderId"]}/match", new { reason = Reason });
            }

            bar.Increment(1);
        }

        var states = new Dictionary<string, int>();
        foreach (var plot in plots)
        {
            var card = await UntilAsync(registrar, $"{Plots}/{plot["id"]}",
                card => Holders(card).All(holder => MatchOf(holder) != "unmatched"));
            foreach (var holder in Holders(card))
            {
                var state = holder["match"]!["cause"]?.ToString() ?? MatchOf(holder);
                states[state] = states.GetValueOrDefault(state) + 1;
            }

            bar.Increment(1);
        }

        did.AddRow("Owners against the population register",
            string.Join(", ", states.OrderByDescending(state => state.Value).Select(state => $"{state.Value} {state.Key}")));
    }

    private static async Task SettleAsync(ProgressContext progress, Table did, DemoClient registrar, DemoClient approver, string commune)
    {
        var open = await registrar.AllAsync($"api/v1/conflicts?commune={commune}&limit=200");
        var settle = open.Where(row => row["conflict"]!["field"]!.ToString() != "holders").Take(3).ToArray();
        var bar = progress.AddTask("Settle conflicts", maxValue: Math.Max(1, settle.Length));
        foreach (var row in settle)
        {
            var (plot, conflict) = ($"{Plots}/{row["plot"]}", $"conflicts/{row["conflict"]!["conflictId"]}");
            await registrar.ChangeLatestAsync(plot, $"{conflict}/proposal", new { choice = "held", reason = "the certificate says so" });
            await approver.ChangeLatestAsync(plot, $"{conflict}/approval", new { choice = "held", reason = "checked" });
            bar.Increment(1);
        }

        bar.Value = bar.MaxValue;
    }

    // What the imports found has to be what rules decided, people settled, and is still open.
    private static async Task CountAsync(Table did, DemoClient registrar, string commune, JsonNode[] imports)
    {
        var rules = imports.SelectMany(run => run["decidedByRule"]!.AsObject()).GroupBy(rule => rule.Key)
            .Select(rule => (Name: rule.Key, Count: rule.Sum(run => run.Value!.GetValue<int>()))).ToArray();
        var (decided, conflicts) = (rules.Sum(rule => rule.Count), imports.Sum(run => run["conflicts"]!.GetValue<int>()));
        var settled = (await registrar.AllAsync($"api/v1/conflicts?commune={commune}&state=resolved&limit=200")).Count;
        var open = (await registrar.AllAsync($"api/v1/conflicts?commune={commune}&limit=200")).Count;
        did.AddRow("Differences between the systems",
            $"{decided + conflicts} found = {decided} decided by rules + {settled} settled by two people + {open} open"
            + (conflicts == settled + open ? "" : $" (and {conflicts - settled - open} unaccounted for)"));
        did.AddRow("Rules", string.Join(", ", rules.OrderByDescending(rule => rule.Count).Select(rule => $"{rule.Count} {rule.Name}")));
    }

    private static async Task SyncAsync(ProgressContext progress, Table did, DemoClient registrar, string commune)
    {
        var clean = (await registrar.AllAsync($"{Plots}?commune={commune}&limit=200")).Where(plot =>
            plot["sync"]!.ToString() is "never" or "behind"
            && !plot["missing"]!.AsArray().Any(code => code!.ToString() is "owner" or "owner-match" or "conflict-settled")).ToArray();
        var bar = progress.AddTask("Send to VnLIS", maxValue: Math.Max(1, clean.Length * 2));
        foreach (var plot in clean)
        {
            await registrar.ChangeLatestAsync($"{Plots}/{plot["id"]}", "sync", new { reason = Reason });
            bar.Increment(1);
        }

        foreach (var plot in clean)
        {
            await UntilAsync(registrar, $"{Plots}/{plot["id"]}", card => card["sync"]!["state"]!.ToString() is "synced" or "rejected");
            bar.Increment(1);
        }

        bar.Value = bar.MaxValue;
        var coverage = (await registrar.GetAsync("api/v1/sync/coverage")).AsArray().First(row => row!["commune"]!.ToString() == commune)!;
        did.AddRow("VnLIS", $"{coverage["synced"]} of {coverage["plots"]} plots synced, {coverage["rejected"]} refused");
    }

    private static void Close(Uri ledger, Table did, JsonNode? example, DemoClient registrar, DemoClient approver, DemoClient officer)
    {
        var output = AnsiConsole.Console;
        output.Write(did);
        var plot = example?["id"]?.ToString() ?? "24781.1.1";
        var lines = new[]
        {
            "", $"Reference page   {ledger}docs", $"OpenAPI          {ledger}openapi/v1.json", $"Health           {ledger}health/ready", "",
            "Tokens, one a role (good for a working day):", $"export REGISTRAR={registrar.Token}", $"export APPROVER={approver.Token}",
            $"export OFFICER={officer.Token}", "", "Try:",
            $"curl -s {ledger}{Plots}/{plot} -H \"Authorization: Bearer $REGISTRAR\"",
            $"curl -s {ledger}{Plots}/{plot}/history -H \"Authorization: Bearer $REGISTRAR\"",
            $"curl -s '{ledger}api/v1/audit?event=conflict_resolved' -H \"Authorization: Bearer $OFFICER\"",
            "", "Serving. Stop with Ctrl+C.",
        };
        // Plain lines: they are copied into a terminal and must not be wrapped.
        foreach (var line in lines)
            Console.Out.WriteLine(line);
    }

    private static async Task<JsonNode> UntilAsync(DemoClient registrar, string path, Func<JsonNode, bool> done)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var seen = await registrar.GetAsync(path);
            if (done(seen))
                return seen;
            await tick.WaitForNextTickAsync(patience.Token);
        }
    }

    // The register knows natural persons only.
    private static IEnumerable<JsonNode> Holders(JsonNode card) =>
        card["holders"]!.AsArray().OfType<JsonNode>().Where(holder => holder["kind"]!.ToString() is "individual" or "household");

    private static string MatchOf(JsonNode holder) => holder["match"]!["state"]!.ToString();
}
