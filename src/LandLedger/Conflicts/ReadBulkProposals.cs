using System.Globalization;
using System.Text.Json;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Marten;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Wolverine.Http;

namespace LandLedger.Conflicts;

/// <summary>A bulk proposal without its plots.</summary>
public record ShownBulkProposal(
    Guid Id, BulkFilter Filter, BulkChoice Choice, string Reason, string State, string ProposedBy, Instant ProposedAt, string? ApprovedBy,
    Instant? ApprovedAt, int Count, int Settled, int Skipped, int LeftOut, bool More)
{
    /// <summary>What is shown of a proposal: <c>proposed</c> until the approval has come to its end, then <c>approved</c>.</summary>
    public static ShownBulkProposal Of(BulkProposal it) => new(
        it.Id, it.Filter, it.Choice, it.Reason, it.Open ? "proposed" : "approved", it.ProposedBy, it.ProposedAt, it.ApprovedBy,
        it.ApprovedAt, it.Count, it.Settled, it.Skipped, it.LeftOut, it.More);
}

/// <summary>One plot of a bulk proposal with the conflict as it is now; persons masked.</summary>
/// <param name="Plot">The plot.</param>
/// <param name="PlotNumber">Its present number.</param>
/// <param name="ConflictId">The conflict.</param>
/// <param name="Version">The version with the proposal on it.</param>
/// <param name="Choice">The side proposed.</param>
/// <param name="Outcome">Where it stands.</param>
/// <param name="Code">Why it was skipped or left out.</param>
/// <param name="Because">The same in words.</param>
/// <param name="Conflict">Both values, with source and date.</param>
public sealed record ShownBulkItem(
    Guid Plot, ShownPlotNumber? PlotNumber, Guid ConflictId, int Version, ConflictChoice? Choice, BulkOutcome Outcome, string? Code,
    Sentence? Because, CardConflict? Conflict);

/// <summary>A bulk proposal with one page of its plots.</summary>
public sealed record BulkProposalPage(ShownBulkProposal Proposal, ShownBulkItem[] Items, string? Next);

/// <summary>GET /conflicts/bulk-proposals.</summary>
public static class ListBulkProposalsEndpoint
{
    /// <summary>Bulk proposals of the caller's communes, newest first; <c>state</c> is proposed or approved.</summary>
    [WolverineGet("/api/v1/conflicts/bulk-proposals"), Permission(Permissions.ReadPlots, Scope.Filtered)]
    [ProducesResponseType<Page<ShownBulkProposal>>(200)]
    public static async Task<IResult> Get(string? commune, string? state, string? cursor, string? limit,
        HttpContext http, NpgsqlDataSource database, LedgerSchema schema, CancellationToken cancellation)
    {
        if (Paging.ById(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        if (state is not (null or "proposed" or "approved"))
            return Results.Problem(Refusal.Because("query-invalid", "state"));
        await using var command = database.CreateCommand(
            $"""
            select data - 'items' from {schema.Name}.mt_doc_bulkproposal
            where ($1 or data ->> 'commune' = any($2)) and ($3::varchar is null or data ->> 'commune' = $3)
                and ($4::boolean is null or cast(data ->> 'open' as boolean) = $4) and ($5::uuid is null or id < $5)
            order by id desc limit $6
            """);
        command.Parameters.AddWithValue(http.User.CoversProvince());
        command.Parameters.AddWithValue(http.User.Communes());
        command.Parameters.Add(new() { Value = commune ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = state is null ? DBNull.Value : state == "proposed", NpgsqlDbType = NpgsqlDbType.Boolean });
        command.Parameters.Add(new() { Value = paging.After ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.AddWithValue(paging.Limit + 1);
        var found = new List<BulkProposal>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            found.Add(JsonSerializer.Deserialize<BulkProposal>(row.GetString(0), LedgerJson.Stored)!);
        return Results.Ok(Page.Of(found, paging.Limit, proposal => proposal.Id.ToString(), ShownBulkProposal.Of));
    }
}

/// <summary>GET /conflicts/bulk-proposals/{id}.</summary>
public static class ReadBulkProposalEndpoint
{
    /// <summary>A bulk proposal and its plots, those that were skipped or left out with the reason.</summary>
    [WolverineGet("/api/v1/conflicts/bulk-proposals/{id}"), Permission(Permissions.ReadPlots, Scope.BulkProposal)]
    [ProducesResponseType<BulkProposalPage>(200)]
    public static async Task<IResult> Get(Guid id, string? cursor, string? limit, HttpContext http, IQuerySession session,
        PersonVault vault, CancellationToken cancellation)
    {
        if (await BulkProposalGate.FindAsync(session, id, http.User, cancellation) is not { } proposal)
            return Results.Problem(Refusal.Because("bulk-proposal-not-found"));
        if (Paging.ByNumber(cursor, limit) is not { } paging)
            return Results.Problem(Refusal.Because("query-invalid", "cursor, limit"));
        var from = (int)Math.Min(paging.AfterNumber ?? 0, proposal.Items.Length);
        BulkItem[] items = [.. proposal.Items.Skip(from).Take(paging.Limit)];
        var cards = (await session.LoadManyAsync<PlotCard>(cancellation, [.. items.Select(item => item.Plot)]))
            .Where(card => http.User.Covers(card.PlotNumber.Office())).ToDictionary(card => card.Id);
        var names = await PersonsInWords.OfAsync(vault, items.Select(item => Conflict(cards, item)).OfType<CardConflict>()
            .SelectMany(ListedConflict.Texts), cancellation);
        var next = from + items.Length;
        return Results.Ok(new BulkProposalPage(ShownBulkProposal.Of(proposal), [.. items.Select(Shown)],
            next < proposal.Items.Length ? Paging.Cursor(next.ToString(CultureInfo.InvariantCulture)) : null));

        ShownBulkItem Shown(BulkItem item) => new(
            item.Plot, cards.TryGetValue(item.Plot, out var card) ? ShownPlotNumber.Of(card.PlotNumber) : null, item.ConflictId,
            item.Version, item.Choice, item.Outcome, item.Code,
            item.Code is { } code ? new(Problems.Text(code, vietnamese: true), Problems.Text(code, vietnamese: false)) : null,
            Conflict(cards, item) is { } conflict ? names.In(conflict) : null);
    }

    private static CardConflict? Conflict(Dictionary<Guid, PlotCard> cards, BulkItem item) =>
        cards.GetValueOrDefault(item.Plot)?.Conflicts.FirstOrDefault(conflict => conflict.ConflictId == item.ConflictId);
}
