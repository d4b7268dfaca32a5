using LandLedger.Tests.Harness;
using LandLedger.Tests.Intake;
using Shouldly;
using Xunit;
using Calls = LandLedger.Tests.Harness.Calls;

namespace LandLedger.Tests.Replay;

/// <summary>A rebuild whose process is killed, with the command line to steer it.</summary>
public sealed class A_killed_rebuild
{
    private const int Plots = 3_000;

    [Fact]
    public async Task goes_on_behind_the_last_stretch_and_switches_as_if_nothing_had_been()
    {
        using var runs = new ProcessRuns();
        string rebuild, before;
        await using (var ledger = await runs.StartAsync(("Replay__StretchPlots", "20")))
        {
            await ImportCalls.Import(await ledger.As("registrar", "reg-1", "24781"), "VNPT-iLIS", ImportCalls.Csv(Plots, "Rebuilt"));
            before = string.Join('\n', await runs.Rows("select data::text from ledger.mt_doc_plotcard"));
            var rebuilder = await ledger.As("rebuilder", "reb-1");
            await using (await runs.Held(
                """
                create function ledger.hold() returns trigger language plpgsql as
                    'begin perform pg_advisory_xact_lock(4711); return new; end';
                create trigger hold before update on ledger.replay_chunk for each row when (new.number >= 100) execute function ledger.hold();
                select pg_advisory_lock(4711)
                """))
            {
                rebuild = await rebuilder.StartRebuild();
                await Calls.Eventually(BuiltAsync, built => built > 2, 60);
                ledger.Kill();
            }

            await runs.Rows("drop trigger hold on ledger.replay_chunk");
        }

        (await BuiltAsync()).ShouldBeInRange(3, (Plots / 20) - 1);
        var oldest = (await runs.Rows("select min(xmin::text::bigint) from ledger_shadow.mt_doc_plotcard")).Single();
        await using (var ledger = await runs.StartAsync(("Replay__StretchPlots", "20")))
        {
            var ready = await (await ledger.As("rebuilder", "reb-1")).Rested(rebuild, 120);
            ready.Counts().ShouldBe($"{Plots} 0 0 0 0");
            // What was built before the kill was not built again.
            (await runs.Rows("select min(xmin::text::bigint) from ledger_shadow.mt_doc_plotcard")).Single().ShouldBe(oldest);
            await ByCommandAsync(ledger, rebuild);
        }

        string.Join('\n', await runs.Rows("select data::text from ledger.mt_doc_plotcard")).ShouldBe(before);

        async Task<int> BuiltAsync() => (await runs.Rows("select number from ledger.replay_chunk where built")).Length;
    }

    private static async Task ByCommandAsync(LedgerProcess ledger, string rebuild)
    {
        (await Run("reb-1", "show", rebuild)).ShouldBe(0);
        (await Run("reb-1", "cutover", rebuild, "--reason", "compared")).ShouldBe(1);
        (await Run("reb-2", "cutover", rebuild, "--reason", "compared")).ShouldBe(0);
        (await Run("reb-1", "start", "audit-trail", "--reason", "after the kill")).ShouldBe(0);
        (await Run("reb-1", "start", "audit-trail", "--reason", "twice")).ShouldBe(1);
        (await Run("reb-1", "start", "audit-trail")).ShouldBe(2);

        async Task<int> Run(string user, params string[] words)
        {
            var client = await ledger.As("rebuilder", user);
            var token = client.DefaultRequestHeaders.Authorization!.Parameter!;
            return (await LedgerProcess.EndOf(new Dictionary<string, string> { ["LEDGER_TOKEN"] = token },
                ["rebuild", .. words, "--server", ledger.Url.ToString()])).ExitCode;
        }
    }
}
