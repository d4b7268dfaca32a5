using System.Text.RegularExpressions;
using LandLedger.Counterparts.Faults;

namespace LandLedger.Counterparts.VnLis;

/// <summary>VnLIS, the national land information system, over HTTP.</summary>
internal static partial class PlotEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/vnlis/v1/plots/{plotId:guid}", Put);
        routes.MapGet("/vnlis/v1/plots/{plotId:guid}", Get);
        routes.MapGet("/admin/received", Received);
    }

    private static async Task<IResult> Put(Guid plotId, HttpContext context, FaultGate gate, NationalPlots plots, TimeProvider clock)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        var (record, refused) = await ContractJson.Read<PlotRecord>(context);
        return await gate.Pass(
            context, Counterpart.VnLis, plotId.ToString(),
            work: () => refused ?? Refused(plotId, key, record!) ?? Receive(record!, key, plots, clock),
            anothersAnswer: () => Receipt(Guid.Empty, 1, "VL-another", clock.GetUtcNow().UtcDateTime));
    }

    private static IResult? Refused(Guid plotId, string key, PlotRecord record) =>
        !PlainKey().IsMatch(key)
            ? Refusal.As(400, "idempotency-key-missing", "the header Idempotency-Key is 1 to 200 letters, digits, '.', ':', '_' or '-'")
        : record.PlotId != plotId ? Refusal.As(400, "plot-id-differs", "the plotId of the body is not that of the path")
        : PlotRules.Malformed(record);

    private static IResult Receive(PlotRecord record, string key, NationalPlots plots, TimeProvider clock)
    {
        var (accepted, rejected) = plots.Receive(record, key, clock.GetUtcNow().UtcDateTime);
        return accepted is null
            ? rejected!.ToResult()
            : Results.Json(Receipt(accepted.PlotId, accepted.LedgerVersion, accepted.Receipt, accepted.AcceptedAt));
    }

    private static IResult Get(Guid plotId, NationalPlots plots) => plots.Current(plotId) is { } current
        ? Results.Json(new
        {
            current.PlotId,
            current.LedgerVersion,
            current.Receipt,
            current.AcceptedAt,
            current.PlotNumber,
            current.Holders,
        })
        : Refusal.As(404, "plot-unknown", "no record of this plot has been accepted");

    private static IResult Received(NationalPlots plots) => Results.Json(plots.Received().Select(each => new
    {
        each.Accepted.PlotId,
        each.Accepted.LedgerVersion,
        each.Accepted.IdempotencyKey,
        each.Accepted.Receipt,
        each.Times,
        each.Accepted.AcceptedAt,
        each.LastReceivedAt,
    }));

    private static object Receipt(Guid plotId, long ledgerVersion, string receipt, DateTime acceptedAt) =>
        new { receipt, plotId, ledgerVersion, acceptedAt };

    [GeneratedRegex(@"^[A-Za-z0-9._:-]{1,200}\z")]
    private static partial Regex PlainKey();
}
