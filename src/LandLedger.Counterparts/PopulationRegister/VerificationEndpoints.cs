using LandLedger.Counterparts.Faults;

namespace LandLedger.Counterparts.PopulationRegister;

/// <summary>The national population register over HTTP.</summary>
internal static class VerificationEndpoints
{
    private const int LargestList = 64 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/population-register/v1/verifications", Verify);
        routes.MapPost("/admin/persons", AddPersons).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestList));
    }

    private static async Task<IResult> Verify(
        HttpContext context, FaultGate gate, RegisterOfPersons register, Verifications verifications, TimeProvider clock)
    {
        var (request, refused) = await ContractJson.Read<VerificationRequest>(context);
        return await gate.Pass(
            context, Counterpart.PopulationRegister, request?.RequestId,
            work: () => refused ?? request!.Refused() ?? Answer(request, register, verifications, clock),
            anothersAnswer: () => new VerificationAnswer(
                "another-request", VerificationAnswer.Match, [], 100, clock.GetUtcNow().UtcDateTime));
    }

    private static IResult Answer(
        VerificationRequest request, RegisterOfPersons register, Verifications verifications, TimeProvider clock)
    {
        var answer = verifications.Answer(request, () =>
        {
            var verdict = Matching.Decide(request, Find(request, register));
            return new VerificationAnswer(
                request.RequestId, verdict.Answer, verdict.DifferingFields, verdict.Score, clock.GetUtcNow().UtcDateTime);
        });
        return answer is null
            ? Refusal.As(409, "request-id-reused", "this requestId was used for another question")
            : Results.Json(answer);
    }

    // The old number only speaks where the new one is silent: falling back to it could match another person.
    private static PersonEntry[] Find(VerificationRequest request, RegisterOfPersons register)
    {
        if (request.CitizenId is not { } citizenId)
        {
            return register.ByOldIdNumber(request.OldIdNumber!);
        }
        return register.ByCitizenId(citizenId) is { } person ? [person] : [];
    }

    private static async Task<IResult> AddPersons(HttpContext context, RegisterOfPersons register)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        try
        {
            var people = RegisterOfPersons.Read(body);
            register.Add(people);
            return Results.Json(new { added = people.Count, known = register.Count });
        }
        catch (InvalidDataException problem)
        {
            return Refusal.As(400, "persons-malformed", problem.Message);
        }
    }
}
