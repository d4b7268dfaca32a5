namespace LandLedger.Counterparts.Faults;

/// <summary>Orders faults and tells what came in. For development and tests: a real counterpart has nothing like it.</summary>
internal static class FaultEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/admin/faults", Put);
        routes.MapGet("/admin/faults", (FaultBoard board) => Results.Json(board.Remaining()));
        routes.MapDelete("/admin/faults", (FaultBoard board) =>
        {
            board.Clear();
            return Results.NoContent();
        });
        routes.MapGet("/admin/calls", (CallCounts counts) => Results.Json(counts.Snapshot()));
    }

    private static async Task<IResult> Put(HttpContext context, FaultBoard board)
    {
        var (fault, refused) = await ContractJson.Read<Fault>(context);
        if (fault is null)
        {
            return refused!;
        }
        if (fault.Objection is { } objection)
        {
            return Refusal.As(400, "fault-unknown", objection);
        }
        board.Set(fault);
        return Results.Json(board.Remaining());
    }
}
