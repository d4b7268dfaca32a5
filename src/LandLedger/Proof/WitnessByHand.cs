using System.Globalization;
using LandLedger.Access;
using LandLedger.Plumbing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace LandLedger.Proof;

/// <summary>How the log is doing, as a security officer sees it.</summary>
/// <param name="Name">Name of the log.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Published">Number of leaves under the last checkpoint.</param>
/// <param name="PublishedAt">When that was published.</param>
/// <param name="Waiting">Committed events that are not sealed yet, at most.</param>
/// <param name="Held">Events that are not sealed because they are not genuine.</param>
/// <param name="CosignedAt">When enough witnesses had cosigned last.</param>
/// <param name="Broken">Why nothing is signed any more; null while all is well.</param>
/// <param name="Keys">
/// The public keys, as a file for <c>ledger-verify</c>. Compare it with the one handed over on paper. Empty when they cannot be read.
/// </param>
public sealed record ShownLog(
    string Name, long Size, long Published, DateTimeOffset? PublishedAt, long Waiting, int Held, DateTimeOffset? CosignedAt, string? Broken,
    string Keys);

/// <summary>GET /proofs/log.</summary>
public static class ShowLogEndpoint
{
    /// <summary>How far the log has come, and what is wrong with it, if anything.</summary>
    [WolverineGet("/api/v1/proofs/log"), Permission(Permissions.SearchAudit, Scope.Filtered)]
    public static async Task<ShownLog> Get(
        LogState state, ProofSettings settings, ProofKeys keys, CosignedNotes notes, CancellationToken cancellation)
    {
        var (shown, broken) = ("", state.Broken);
        try
        {
            await notes.NewestAsync(cancellation);
            shown = keys.Trusted.ToString();
        }
        catch (Exception damaged) when (damaged is FormatException or IOException or UnauthorizedAccessException)
        {
            // Who asks what is wrong must get an answer then most of all.
            broken ??= $"The log's keys cannot be read: {damaged.Message}";
        }

        return new(settings.Name, state.Size, state.Published, state.PublishedAt, state.Waiting, state.Held, state.CosignedAt, broken, shown);
    }
}

/// <summary>GET /proofs/witness-request.</summary>
public static class WitnessRequestEndpoint
{
    /// <summary>What a witness without a network takes along: the file that <c>ledger-verify cosign</c> reads.</summary>
    /// <param name="old">The size that the witness cosigned last; 0 for the first time.</param>
    /// <param name="notes">The log.</param>
    [WolverineGet("/api/v1/proofs/witness-request"), Permission(Permissions.SearchAudit, Scope.Filtered)]
    [ProducesResponseType<string>(200, "text/plain")]
    public static IResult Get(string? old, CosignedNotes notes)
    {
        if (!long.TryParse(old ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
            return Results.Problem(Refusal.Because("query-invalid", "old"));
        try
        {
            return notes.Request(seen) is { } request
                ? Results.Text(request, "text/plain")
                : Results.Problem(Refusal.Because("query-invalid", "old"));
        }
        catch (FormatException)
        {
            return Results.Problem(Refusal.Because("log-damaged"));
        }
    }
}

/// <summary>What a witness without a network brings back.</summary>
/// <param name="Request">The file it took along.</param>
/// <param name="Cosignatures">What <c>ledger-verify cosign</c> printed.</param>
public sealed record BringCosignatures(string Request, string Cosignatures);

/// <summary>How many witnesses that count have cosigned that checkpoint.</summary>
public sealed record CosignaturesTaken(int Cosigned);

/// <summary>POST /proofs/cosignatures.</summary>
public static class BringCosignaturesEndpoint
{
    /// <summary>Takes cosignatures that were made offline. They are checked against the witnesses' keys, whoever brings them.</summary>
    [WolverinePost("/api/v1/proofs/cosignatures"), Permission(Permissions.SearchAudit, Scope.Filtered)]
    [ProducesResponseType<CosignaturesTaken>(200)]
    public static async Task<IResult> Post(BringCosignatures brought, CosignedNotes notes, CancellationToken cancellation)
    {
        try
        {
            return await notes.TakeAsync(brought.Request, brought.Cosignatures, cancellation) is > 0 and var cosigned
                ? Results.Ok(new CosignaturesTaken(cosigned))
                : Results.Problem(Refusal.Because("cosignature-refused"));
        }
        catch (FormatException)
        {
            return Results.Problem(Refusal.Because("cosignature-refused"));
        }
    }
}
