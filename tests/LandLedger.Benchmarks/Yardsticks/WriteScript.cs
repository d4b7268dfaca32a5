using Npgsql;

namespace LandLedger.Benchmarks.Yardsticks;

/// <summary>
/// One transaction that writes what the ledger writes for one change, without the ledger. In it <c>:seq</c> numbers the changes and
/// <c>:own</c> goes round the plots of one client.
/// </summary>
/// <param name="Statements">Between begin and commit.</param>
/// <param name="Variables">Values by name, sent as parameters.</param>
internal sealed record WriteScript(IReadOnlyList<string> Statements, IReadOnlyDictionary<string, string> Variables)
{
    private const string Claims = "ledger_wolverine.wolverine_deduplicated_responses";
    private const string Events = "ledger.mt_events", Streams = "ledger.mt_streams", Cards = "ledger.mt_doc_plotcard";
    private const string NextSequence = "nextval('ledger.mt_events_sequence')";

    // Far from the numbers through which registrations count.
    private const long FirstPrepared = 900_000_000_000;

    /// <summary>Registering a plot: the claim of its key, the stream, the event, the card.</summary>
    /// <param name="ledger">The ledger's database.</param>
    /// <param name="sample">A plot that was registered over HTTP.</param>
    public static async Task<WriteScript> RegistrationAsync(NpgsqlDataSource ledger, SamplePlot sample)
    {
        var variables = new Dictionary<string, string>();
        var rows = await sample.RowsAsync(ledger, 1);
        return new(
            [
                Claim(rows.Claim, variables),
                rows.Stream.Insert(variables, "", ("id", Id(":seq"))),
                rows.Recorded.Insert(variables, "", ("id", Id(":seq")), ("stream_id", Id(":seq")), ("seq_id", NextSequence)),
                rows.Card.Insert(variables, "", ("id", Id(":seq")), ("data", Numbered(rows.Card, sample, variables, ":seq"))),
            ], variables);
    }

    /// <summary>Correcting a plot: its events and card are read, as for any change; then the claim, the version, the event, the card.</summary>
    /// <param name="ledger">The ledger's database.</param>
    /// <param name="sample">A plot that was registered and corrected over HTTP.</param>
    public static async Task<WriteScript> CorrectionAsync(NpgsqlDataSource ledger, SamplePlot sample)
    {
        var variables = new Dictionary<string, string>();
        var rows = await sample.RowsAsync(ledger, 2);
        var number = $"({FirstPrepared} + :own::bigint)";
        var id = Id(number);
        return new(
            [
                $"select seq_id, id, stream_id, version, data, type, timestamp, user_name, headers from {Events} where stream_id = {id} order by version",
                $"select data, mt_version from {Cards} where id = {id}",
                Claim(rows.Claim, variables),
                $"update {Streams} set version = version + 1, timestamp = now() where id = {id}",
                rows.Recorded.Insert(variables, "", ("id", Id(":seq")), ("stream_id", id), ("seq_id", NextSequence),
                    ("version", $"(select version from {Streams} where id = {id})")),
                $"update {Cards} set data = {Numbered(rows.Card, sample, variables, number)}, mt_version = mt_version + 1, "
                    + $"mt_last_modified = now() where id = {id}",
            ], variables);
    }

    /// <summary>Puts into the yardstick's database the plots that its corrections correct.</summary>
    public static async Task PrepareAsync(NpgsqlDataSource ledger, NpgsqlDataSource yardstick, SamplePlot sample, int plots)
    {
        var rows = await sample.RowsAsync(ledger, 1);
        var variables = new Dictionary<string, string>();
        var (from, number) = ($"from generate_series(0, {plots - 1}) k", $"({FirstPrepared} + k)");
        foreach (var statement in (string[])
        [
            rows.Stream.Insert(variables, from, ("id", Id(number)), ("version", "1")),
            rows.Recorded.Insert(variables, from, ("id", Id(number)), ("stream_id", Id(number)), ("seq_id", NextSequence)),
            rows.Card.Insert(variables, from, ("id", Id(number)), ("data", Numbered(rows.Card, sample, variables, number))),
            "vacuum analyze",
        ])
        {
            await using var command = yardstick.CreateCommand(statement);
            foreach (var (name, value) in variables.Where(one => statement.Contains($":{one.Key}::", StringComparison.Ordinal)))
                command.Parameters.AddWithValue(name, value);
            await command.ExecuteNonQueryAsync();
        }
    }

    // Keys are hashes: they arrive in no order, and as long as the ledger's.
    private static string Claim(SampledRow claim, Dictionary<string, string> variables) => claim.Insert(variables, "",
        ("deduplication_id", $"rpad(md5(:seq::bigint::text), {claim["deduplication_id"].Length}, md5(:seq::bigint::text))"),
        ("expires", "now() + interval '1 day'"));

    // Ids grow like those of the ledger, so that the indexes grow at their end on both sides.
    private static string Id(string number) => $"lpad(to_hex({number}::bigint), 32, '0')::uuid";

    // The card's text with another plot number wherever it stands, for those are unique.
    private static string Numbered(SampledRow card, SamplePlot sample, Dictionary<string, string> variables, string number)
    {
        var parts = card["data"].Split($"\"{sample.Number}\"");
        if (parts.Length < 2)
            throw new InvalidOperationException("The card should hold its plot number.");
        var names = new List<string>();
        for (var at = 0; at < parts.Length; at++)
        {
            names.Add($"v{variables.Count}");
            variables[names[at]] = (at > 0 ? "\"" : "") + parts[at] + (at < parts.Length - 1 ? "\"" : "");
        }

        return $"({string.Join($" || {number}::bigint::text || ", names.Select(name => $":{name}::text"))})::jsonb";
    }

    /// <summary>A plot that went through the ledger, whose rows the yardstick writes again.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Number">Its number on the sheet.</param>
    internal sealed record SamplePlot(Guid Id, string Number)
    {
        /// <summary>The rows that one change left: the claim of its key, the stream, the event, the card.</summary>
        public async Task<(SampledRow Claim, SampledRow Stream, SampledRow Recorded, SampledRow Card)> RowsAsync(NpgsqlDataSource ledger, int version) =>
            (await SampledRow.TakeAsync(ledger, Claims, $"body::jsonb ->> 'id' = '{Id}' and body::jsonb ->> 'version' = '{version}'"),
                await SampledRow.TakeAsync(ledger, Streams, $"id = '{Id}'"),
                await SampledRow.TakeAsync(ledger, Events, $"stream_id = '{Id}' and version = {version}"),
                await SampledRow.TakeAsync(ledger, Cards, $"id = '{Id}'"));
    }
}
