using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Verify;
using LandLedger.Tests.Verify.Tampering;
using Npgsql;
using Shouldly;

namespace LandLedger.Tests.Replay.Moving;

/// <summary>How a command ended.</summary>
public sealed record Told(int Code, string Output, string Errors)
{
    public Told ShouldBeDone()
    {
        Code.ShouldBe(0, Output + Errors);
        return this;
    }

    public void ShouldRefuse(params string[] words)
    {
        Code.ShouldBe(1, Output + Errors);
        foreach (var word in words)
            Errors.ShouldContain(word);
    }
}

/// <summary>The sealed province on its way from one database to another; everything here is a process, as a person would run it.</summary>
public sealed class MovingHouse(SealedProvince province) : IDisposable
{
    private readonly Folder folder = new();

    /// <summary>A place of this house.</summary>
    public string this[string name] => folder.At(name);

    /// <summary>Runs a command on a database to its end.</summary>
    public async Task<Told> Run(string database, params string[] words)
    {
        var (code, output, errors) = await LedgerProcess.EndOf(Settings(database), words);
        return new(code, string.Join('\n', output), string.Join('\n', errors));
    }

    /// <summary>Runs a command in another schema.</summary>
    public async Task<Told> RunIn(string schema, string database, params string[] words)
    {
        var (code, output, errors) = await LedgerProcess.EndOf(
            Settings(database).Append(new("Ledger__Schema", schema)), words);
        return new(code, string.Join('\n', output), string.Join('\n', errors));
    }

    /// <summary>Starts a command and does not wait.</summary>
    public LedgerProcess Start(string database, params string[] words) => LedgerProcess.Run(Settings(database), words);

    /// <summary>The settings of a ledger with the keys of the province.</summary>
    public IReadOnlyDictionary<string, string> Settings(string database, string? log = null) => new Dictionary<string, string>
    {
        ["ConnectionStrings__ledger"] = database, ["Vault__KeyFile"] = this["vault.key"], ["Documents__Folder"] = this["documents"],
        ["Proof__Folder"] = log ?? province.Log, ["Proof__LogKeyFile"] = province.LogKey,
        ["Proof__OriginKeyFile"] = Path.Combine(Path.GetDirectoryName(province.LogKey)!, "origin.key"),
    };

    /// <summary>Exports a copy of the province.</summary>
    public async Task<string> Exported(string? database = null, params string[] more)
    {
        (await Run(database ?? await province.CopyAsync(), ["export", "--out", this["export"], .. more])).ShouldBeDone();
        return this["export"];
    }

    /// <summary>An empty database.</summary>
    public static async Task<string> Empty() => await TestCluster.NewDatabaseAsync() + ";Pooling=false";

    /// <summary>First column of all rows that an export holds of a table.</summary>
    public static IEnumerable<string> Rows(string export, string table)
    {
        foreach (var file in Directory.EnumerateFiles(export, $"{table}-*.copy.gz").Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line)
                yield return line.Split('\t')[0];
        }
    }

    /// <summary>Changes the manifest of an export, and the list of hashes with it.</summary>
    public static void Edit(string export, Action<JsonNode> change)
    {
        var path = Path.Combine(export, "manifest.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        var before = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        change(manifest);
        File.WriteAllText(path, manifest.ToJsonString());
        var sums = Path.Combine(export, "SHA256SUMS");
        File.WriteAllText(sums, File.ReadAllText(sums).Replace(before, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))));
    }

    /// <summary>Everything that a database says of its ledger: rows, keys and rules, sequences.</summary>
    public static async Task<Dictionary<string, string>> Told(string database)
    {
        var told = new Dictionary<string, string>();
        foreach (var table in (string[])["ledger.mt_streams", "ledger.mt_events", "ledger.read_log", "ledger.mt_doc_importrun", "ledger.audit_trail",
            "ledger_log.leaf", "ledger_log.head", "ledger_log.held", "ledger_log.statement", "ledger_log.cosigned"])
            told[table] = await One(database, $"select count(*) || ' ' || md5(string_agg(t::text, '|' order by t::text)) from {table} t");
        told["gap"] = await One(database, "select string_agg(seq_id || ' ' || seen_at, '|' order by seq_id) from ledger_log.gap");
        told["cards"] = await One(database,
            "select md5(string_agg((row_to_json(c)::jsonb - 'mt_last_modified' || jsonb_build_object('data', data::text))::text, '|' order by id)) "
            + "from ledger.mt_doc_plotcard c");
        told["sequences"] = await One(database, "select string_agg(sequencename || coalesce(last_value, 0), ' ' order by 1) from pg_sequences "
            + "where schemaname = 'ledger'");
        told["indexes"] = await One(database, "select string_agg(indexdef, '|' order by indexdef) from pg_indexes where schemaname like 'ledger%'");
        told["rules"] = await One(database, "select string_agg(conname || pg_get_constraintdef(oid), '|' order by conname) from pg_constraint "
            + "where connamespace in ('ledger'::regnamespace, 'ledger_log'::regnamespace)");
        return told;
    }

    /// <summary>One value as text.</summary>
    public static async Task<string> One(string database, string sql) =>
        (await Tables.RowsAsync(database, sql, row => row.IsDBNull(0) ? "" : row.GetValue(0).ToString()!)).Single();

    public void Dispose() => folder.Dispose();
}
