namespace LandLedger.Counterparts;

/// <summary>Why a call was not served: a code for programs, and a reason for people that quotes nothing of what was sent.</summary>
internal sealed record Refusal(string Code, string Reason)
{
    public static IResult Unauthorised => As(401, "api-key-invalid", "the header X-Api-Key is missing or wrong");

    public static IResult TooLarge => As(413, "body-too-large", "the body is larger than 256 KiB");

    public static IResult Malformed(string reason) => As(400, "malformed-request", reason);

    public static IResult As(int status, string code, string reason) => Results.Json(new Refusal(code, reason), statusCode: status);
}
