using System.Text.Json;
using LandLedger.Plumbing;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Plots;

/// <summary>Finds the row of the clean view that a route names by id, number (<c>24787.12.345</c>) or plot code, in one round trip.</summary>
public sealed class PlotRows(NpgsqlDataSource database, LedgerSchema schema)
{
    private readonly string whose = $"select id, data -> 'plotNumber' from {schema.Name}.mt_doc_plotcard where ";
    private readonly string card = $"select data from {schema.Name}.mt_doc_plotcard where ";

    /// <summary>The id of a plot and the commune whose officers decide on it; null when there is none.</summary>
    public async Task<(Guid Id, string Commune)?> FindAsync(string named, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand();
        if (!Ask(command, whose, named))
            return null;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) 
            ? (row.GetGuid(0), JsonSerializer.Deserialize<PlotNumber>(row.GetFieldValue<byte[]>(1), LedgerJson.Stored)!.Office())
            : null;
    }

    /// <summary>The card of a plot as it is stored; null when there is none.</summary>
    public async Task<PlotCard?> CardAsync(string named, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand();
        if (!Ask(command, card, named))
            return null;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? JsonSerializer.Deserialize<PlotCard>(row.GetFieldValue<byte[]>(0), LedgerJson.Stored)
            : null;
    }

    private static bool Ask(NpgsqlCommand command, string select, string named)
    {
        // Routing leaves an escaped slash as it is, and 12/3 is a real plot.
        named = named.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (Guid.TryParse(named, out var id))
        {
            command.CommandText = select + "id = $1";
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        }
        else if (named.Split('.') is [var commune, var sheet, var plot])
        {
            command.CommandText = select + """
                data -> 'numberKey' ->> 'commune' = $1 and data -> 'numberKey' ->> 'sheet' = $2
                and data -> 'numberKey' ->> 'plot' = $3 and data ->> 'status' = 'live'
                """;
            command.Parameters.AddWithValue(commune);
            command.Parameters.AddWithValue(PlotNumberKey.Part(sheet));
            command.Parameters.AddWithValue(PlotNumberKey.Part(plot));
        }
        else if (PlotCode.IsWellFormed(named))
        {
            command.CommandText = select + "data ->> 'plotCode' = $1 and data ->> 'plotCode' is not null";
            command.Parameters.AddWithValue(named);
        }
        else
        {
            return false;
        }

        return true;
    }
}

/// <summary>
/// Put on an endpoint that takes <c>{plot}</c> as it was written, loads the card by it, and holds the caller to the card's commune itself:
/// one round trip, where looking up the id first would make two.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LoadsCardAttribute : Attribute;
