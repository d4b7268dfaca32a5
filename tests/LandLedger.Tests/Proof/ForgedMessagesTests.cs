using System.Net;
using System.Text.Json;
using LandLedger.Plumbing;
using LandLedger.Tests.Harness;
using LandLedger.VnLis;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Wolverine;
using Wolverine.Runtime;
using Xunit;

namespace LandLedger.Tests.Proof;

/// <summary>Messages wait in a table before they become events; whoever can write that table must not be able to make events.</summary>
public sealed class A_forged_message(LedgerHost ledger) : IClassFixture<LedgerHost>
{
    [Fact]
    public async Task that_was_put_into_the_inbox_is_not_handled()
    {
        var answer = await ledger.As("registrar", "reg-41", "24781").PostJson("/api/v1/plots", Calls.Registration(Calls.NewPlotNumber()));
        answer.Status.ShouldBe(HttpStatusCode.Created);
        var plot = Guid.Parse(answer.Text("id"));
        var runtime = ledger.Alba.Services.GetRequiredService<IWolverineRuntime>();
        var queue = runtime.Options.Transports.AllEndpoints()
            .First(endpoint => endpoint.Uri.Scheme == "local" && endpoint.Uri.ToString().Contains("lis", StringComparison.OrdinalIgnoreCase));
        var forged = new SyncPlot(plot, Guid.CreateVersion7(), 1);
        await runtime.Storage.Inbox.StoreIncomingAsync(new Envelope(forged)
        {
            Destination = queue.Uri, Status = EnvelopeStatus.Incoming, OwnerId = 0, UserName = "reg-41", ContentType = "application/json",
            Data = JsonSerializer.SerializeToUtf8Bytes(forged, LedgerJson.Stored), SentAt = DateTimeOffset.UnixEpoch,
        });

        (await Calls.Eventually(
            () => DatabaseRole.AskAsync<long>(ledger.ConnectionString,
                "select count(*) from ledger_wolverine.wolverine_dead_letters where exception_type like '%ForgedMessage%'"),
            dead => dead > 0, seconds: 40)).ShouldBe(1);
        (await DatabaseRole.AskAsync<long>(ledger.ConnectionString,
            $"select count(*) from ledger.mt_events where stream_id = '{plot}'")).ShouldBe(1);
    }
}
