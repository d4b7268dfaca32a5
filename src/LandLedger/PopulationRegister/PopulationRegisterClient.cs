using System.Net.Http.Json;
using System.Text.Json;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using NodaTime;

namespace LandLedger.PopulationRegister;

/// <summary>The national population register, as far as the ledger asks it (docs/reference/population-register.md).</summary>
public interface IPopulationRegister
{
    /// <summary>Asks about one person. The same request id with the same person always has the same answer.</summary>
    /// <exception cref="CounterpartFailedException">No usable answer; the caller may ask again.</exception>
    /// <exception cref="CounterpartRefusedException">The question itself is wrong, or the key.</exception>
    Task<MatchAnswer> AskAsync(Guid requestId, Person person, CancellationToken cancellation);
}

/// <summary>The register's answer.</summary>
/// <param name="Cause">Why not confirmed; null when confirmed.</param>
/// <param name="DifferingFields">Names of the fields that differ.</param>
/// <param name="Score">0 to 100.</param>
public sealed record MatchAnswer(MatchFailure? Cause, string[] DifferingFields, int Score);

/// <summary>Speaks the contract over HTTP. Personal data is in the request body only.</summary>
public sealed class PopulationRegisterClient(HttpClient http) : IPopulationRegister
{
    private sealed record Question(
        Guid RequestId, string? CitizenId, string? OldIdNumber, string FullName, LocalDate? BirthDate, int? BirthYear, Sex? Sex);

    /// <inheritdoc />
    public async Task<MatchAnswer> AskAsync(Guid requestId, Person person, CancellationToken cancellation)
    {
        var citizenId = CitizenId.IsWellFormed(person.CitizenId) ? person.CitizenId : null;
        // The register finds people by number alone; without a usable one there is nothing to ask.
        if (citizenId is null && person.OldIdNumber is null)
            return new(MatchFailure.Unknown, ["citizenId"], 0);
        var question = new Question(requestId, citizenId, person.OldIdNumber, person.FullName, person.BirthDate,
            person.BirthDate is null ? person.BirthYear : null, person.Sex);
        using var document = await CounterpartCall.SendAsync(
            http, new(HttpMethod.Post, "population-register/v1/verifications") { Content = JsonContent.Create(question, options: CounterpartCall.Json) },
            "population-register", cancellation);
        return Read(requestId, document.Body.RootElement)
            ?? throw new CounterpartFailedException("population-register", "answered in a shape that the contract does not know");
    }

    private static MatchAnswer? Read(Guid requestId, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("requestId", out var id) || id.ToString() != requestId.ToString()
            || !body.TryGetProperty("answer", out var verdict))
            return null;
        string[] fields = body.TryGetProperty("differingFields", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(field => FreeText.Cleaned(field.ToString()))]
            : [];
        var score = body.TryGetProperty("score", out var points) && points.TryGetInt32(out var number) ? Math.Clamp(number, 0, 100) : 0;
        return verdict.ToString() switch
        {
            "match" => new(null, [], score),
            "mismatch" => new(MatchFailure.Mismatch, fields, score),
            "unknown" => new(MatchFailure.Unknown, fields, score),
            "deceased" => new(MatchFailure.Deceased, fields, score),
            "ambiguous" => new(MatchFailure.Ambiguous, fields, score),
            _ => null,
        };
    }
}
