using LandLedger.Audit;
using LandLedger.Plots;
using Marten;
using Marten.Events;
using Npgsql;

namespace LandLedger.Tests.Harness;

/// <summary>What tests do with the store itself: let happen what no route makes happen, and look at what was stored.</summary>
public static class Facts
{
    /// <summary>The name under which an event is stored.</summary>
    public static string NameOf(Type happened) => string.Concat(happened.Name.Select((letter, at) =>
        $"{(char.IsUpper(letter) && at > 0 ? "_" : "")}{char.ToLowerInvariant(letter)}"));

    /// <summary>Appends facts to a plot, as an import does.</summary>
    public static async Task Happened(this LedgerHost ledger, string plot, params object[] facts)
    {
        await using var session = ledger.Store.LightweightSession();
        session.LastModifiedBy = "importer";
        foreach (var (key, value) in (ReadOnlySpan<(string, string)>)
        [
            (Provenance.Name, "Import"), (Provenance.Roles, "registrar"), (Provenance.Office, "24781"), (Provenance.Session, "s"),
            (Provenance.Client, ""), (Provenance.Reason, "import"),
        ])
            session.SetHeader(key, value);
        var stream = await session.Events.FetchForWriting<Plot>(Guid.Parse(plot));
        stream.AppendMany(facts);
        await session.SaveChangesAsync();
    }

    /// <summary>The events of a plot.</summary>
    public static async Task<object[]> EventsOf(this LedgerHost ledger, string plot)
    {
        await using var session = ledger.Store.QuerySession();
        return [.. (await session.Events.FetchStreamAsync(Guid.Parse(plot))).Select(recorded => recorded.Data)];
    }

    /// <summary>The first column of a query, as text.</summary>
    public static async Task<string[]> Rows(this LedgerHost ledger, string sql)
    {
        await using var database = NpgsqlDataSource.Create(ledger.ConnectionString + ";Pooling=false");
        await using var command = database.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await row.ReadAsync())
            rows.Add(row.IsDBNull(0) ? "" : row.GetValue(0).ToString()!);
        return [.. rows];
    }

    /// <summary>
    /// Holds back whoever records many events at once, until what it gives is disposed of: so a run is still at work when a test stops it.
    /// Soon, for statements do not wait for ever.
    /// </summary>
    public static async Task<IAsyncDisposable> NothingIsRecorded(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("lock table ledger.mt_events in share mode", connection);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Waits until the views that follow the events have all of them.</summary>
    public static Task CaughtUp(this LedgerHost ledger) => ledger.Alba.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(120));

    /// <summary>How much the ledger remembers: real events, persons, kept replies. Equal before and after means that nothing was
    /// stored.</summary>
    public static async Task<string> Remembered(this LedgerHost ledger) => (await ledger.Rows(
        """
        select concat_ws(' ', (select count(*) from ledger.mt_events where type <> 'tombstone'), (select count(*) from vault.person),
            (select count(*) from ledger.mt_doc_importrun))
        """)).Single();
}
