using System.Text;
using System.Text.Json;
using JasperFx.Events;
using LandLedger.Access;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Replay;
using LandLedger.Storage;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace LandLedger.Policies;

/// <summary>Try a policy on the plots of a commune.</summary>
/// <param name="Commune">The commune.</param>
/// <param name="Policy">A whole policy document.</param>
public sealed record TryPolicy(string Commune, JsonElement Policy) : IInCommune;

/// <summary>POST /policies/dry-run.</summary>
public static class TryPolicyEndpoint
{
    private static readonly string[] Read =
    [
        .. ((Type[])[typeof(PlotRegistered), typeof(PlotCorrected), typeof(SourceRecordReceived), typeof(ConflictResolved)])
            .Select(type => type.GetEventTypeName()),
    ];

    /// <summary>
    /// Decides the newest record of each source again, under the policy in force and under the one in the body, and answers what would
    /// differ. Reads plot after plot and writes nothing.
    /// </summary>
    [WolverinePost("/api/v1/policies/dry-run"), Permission(Permissions.TryPolicies, Scope.CommuneInBody)]
    [ProducesResponseType<DryRunReport>(200)]
    public static async Task<IResult> Post(
        TryPolicy command, PolicyShelf policies, NpgsqlDataSource database, LedgerSchema schema, StoredEvents events,
        CancellationToken cancellation)
    {
        ReconciliationPolicy proposed;
        try
        {
            proposed = PolicyDocument.Read("policy", Encoding.UTF8.GetBytes(command.Policy.GetRawText()));
        }
        catch (PolicyRefusedException refused)
        {
            return Results.Problem(Refusal.Because("policy-refused", refused.Message));
        }

        var run = new DryRun(policies.Active, proposed);
        await using var select = database.CreateCommand(
            $"""
            select stored.stream_id, stored.type, stored.data
            from {schema.Name}.mt_doc_plotcard card join {schema.Name}.mt_events stored on stored.stream_id = card.id
            where card.data -> 'numberKey' ->> 'commune' = $1 and card.data ->> 'status' = 'live' and stored.type = any($2)
            order by stored.stream_id, stored.version
            """);
        select.Parameters.AddWithValue(command.Commune);
        select.Parameters.AddWithValue(Read);
        await using var row = await select.ExecuteReaderAsync(cancellation);
        var (plot, facts) = (Guid.Empty, new List<object>());
        while (await row.ReadAsync(cancellation))
        {
            if (row.GetGuid(0) != plot)
            {
                Finish();
                plot = row.GetGuid(0);
            }

            facts.Add(events.Fact(row.GetString(1), row.GetFieldValue<byte[]>(2)));
        }

        Finish();
        return Results.Ok(run.Report());

        void Finish()
        {
            if (facts.Count > 0)
                run.Try(plot, facts);
            facts.Clear();
        }
    }
}
