using LandLedger.Proof;
using LandLedger.Storage;
using Npgsql;

namespace LandLedger.Access;

/// <summary>
/// What the service refuses to start with outside development. A ledger that starts on a weak setting "for now" runs on it for ever.
/// </summary>
public static class UnsafeSettings
{
    /// <summary>The exit code of a refused start (EX_CONFIG of sysexits.h).</summary>
    public const int ExitCode = 78;

    /// <summary>One line for each unsafe setting; none when it is safe to start.</summary>
    public static IReadOnlyList<string> Of(IConfiguration settings)
    {
        var found = new List<string>();
        Refuse(string.IsNullOrEmpty(settings["Access:Authority"]), "Access__Authority is not set: name the identity provider.");
        Refuse(settings["Access:Authority"] is { Length: > 0 } authority && !IsHttps(authority), "Access__Authority is not https.");
        Refuse(string.IsNullOrEmpty(settings["Access:Audience"]), "Access__Audience is not set: any token of the provider would be taken.");
        Refuse(settings.GetValue<bool>("Access:DevelopmentIssuer"), "Access__DevelopmentIssuer is on: it hands a token to anyone.");
        Refuse(settings.GetValue<bool>("DetailedErrors"), "DetailedErrors is on: errors would show what only the log may.");
        Refuse(settings["Vault:KeyFile"] is not { Length: > 0 } key || !File.Exists(key),
            "Vault__KeyFile does not name an existing key file: a key made on the spot would lie beside the data it protects.");
        Refuse(settings["Documents:Folder"] is not { Length: > 0 }, "Documents__Folder is not set: scans would go to a temporary place.");
        CheckDatabase(settings.GetConnectionString("ledger"), "ledger");
        Refuse(settings.GetConnectionString("owner") is { Length: > 0 },
            "ConnectionStrings__owner is set: the service must not reach the owner's rights; bring the schema up with the schema command.");
        if (settings.GetConnectionString("vault") is { Length: > 0 } vault)
            CheckDatabase(vault, "vault");
        found.AddRange(OfLog(settings.GetSection("Proof")));
        if (settings.GetValue("Proof:Sequencer", true))
            CheckDatabase(settings.GetConnectionString("sequencer"), "sequencer");
        foreach (var name in (string[])["PopulationRegister", "VnLis"])
        {
            Refuse(settings[$"{name}:Url"] is not { Length: > 0 } url || !IsHttps(url), $"{name}__Url is not set or not https.");
            Refuse(settings[$"{name}:ApiKey"] is null or "" or "development", $"{name}__ApiKey is missing or the one of development.");
        }

        return found;

        void Refuse(bool unsafeNow, string line)
        {
            if (unsafeNow)
                found.Add(line);
        }

        void CheckDatabase(string? connection, string name)
        {
            if (string.IsNullOrEmpty(connection))
            {
                found.Add($"ConnectionStrings__{name} is not set: the private cluster is for development.");
                return;
            }

            var parts = new NpgsqlConnectionStringBuilder(connection);
            var local = parts.Host is { } host && (host.StartsWith('/') || host is "localhost" or "127.0.0.1" or "::1");
            Refuse(!local && parts.SslMode is not (SslMode.VerifyFull or SslMode.VerifyCA),
                $"ConnectionStrings__{name} does not verify the server's certificate (SSL Mode=VerifyFull).");
            Refuse(parts.IncludeErrorDetail || parts.LogParameters,
                $"ConnectionStrings__{name} has Include Error Detail or Log Parameters on: errors and logs would quote what is stored.");
            Refuse(parts.Username is "postgres", $"ConnectionStrings__{name} signs in as the superuser.");
        }
    }

    private static IEnumerable<string> OfLog(IConfigurationSection log)
    {
        if (string.IsNullOrEmpty(log["Name"]))
            yield return "Proof__Name is not set: the log needs a name that stays for ever.";
        if (string.IsNullOrEmpty(log["Folder"]))
            yield return "Proof__Folder is not set: the public log would go to a temporary place.";
        if (!File.Exists(log["OriginKeyFile"]))
            yield return "Proof__OriginKeyFile does not name an existing key file.";
        if (log.GetValue("Sequencer", true) && !File.Exists(log["LogKeyFile"]))
            yield return "Proof__LogKeyFile does not name an existing key file.";
        if (!log.GetValue<TimeSpan?>("CosignatureAge").HasValue)
            yield return "Proof__CosignatureAge is not set: bulk work would go on without any witness.";
        if (!Witnessed(log["KeysFile"]))
            yield return "Proof__KeysFile does not name a file of public keys with a log and a quorum of at least one witness.";
    }

    private static bool Witnessed(string? keysFile)
    {
        try
        {
            return File.Exists(keysFile) && TrustedKeys.Parse(File.ReadAllText(keysFile)).Quorum > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Says what is unsafe, one line each, and gives the exit code.</summary>
    public static int Refuse(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            Console.Error.WriteLine(line);
        return ExitCode;
    }

    /// <summary>One line for each right that the service's database role must not have; see docs/operating.md.</summary>
    public static async Task<IReadOnlyList<string>> OfRoleAsync(string connectionString, LedgerSchema schema)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var command = database.CreateCommand(
            """
            select (select rolsuper from pg_roles where rolname = current_user),
                exists (select from pg_class events join pg_namespace on pg_namespace.oid = relnamespace
                    where nspname = $1 and relname = 'mt_events' and (has_table_privilege(events.oid, 'UPDATE')
                        or has_any_column_privilege(events.oid, 'UPDATE')
                        or has_table_privilege(events.oid, 'DELETE') or has_table_privilege(events.oid, 'TRUNCATE'))),
                exists (select from pg_class log join pg_namespace on pg_namespace.oid = relnamespace
                    where nspname = $2 and relname in ('leaf', 'head') and (has_table_privilege(log.oid, 'INSERT')
                        or has_table_privilege(log.oid, 'UPDATE') or has_table_privilege(log.oid, 'DELETE')))
            """);
        command.Parameters.AddWithValue(schema.Name);
        command.Parameters.AddWithValue(LogTables.SchemaOf(schema));
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        var found = new List<string>();
        if (row.GetBoolean(0))
            found.Add("The ledger's database role is a superuser.");
        if (row.GetBoolean(1))
            found.Add("The ledger's database role may change or delete events.");
        if (row.GetBoolean(2))
            found.Add("The ledger's database role may write the log: only the sequencer's role may.");
        return found;
    }

    private static bool IsHttps(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttps;
}
