using System.Net;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Persons;
using Marten;
using Npgsql;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Running;

/// <summary>A ledger that runs under a role of its own, after the <c>schema</c> command has made the tables under the owner.</summary>
public class LeastRightsLedger : LedgerHost
{
    public string Owner { get; private set; } = "";

    public DatabaseRole Role { get; private set; } = null!;

    public DatabaseRole Sequencer { get; private set; } = null!;

    public DatabaseRole Reader { get; private set; } = null!;

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Ledger:Migrate"] = "false", ["ConnectionStrings:sequencer"] = Sequencer.ConnectionString,
        ["Proof:Every"] = "00:00:00.050", ["Proof:Publish"] = "00:00:00.050",
    };

    public Task<(int ExitCode, string[] Output, string[] Errors)> Schema(params string[] arguments) => LedgerProcess.EndOf(
        new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["ConnectionStrings__ledger"] = Owner },
        ["schema", .. arguments]);

    protected override async Task<string> DatabaseAsync()
    {
        Owner = await base.DatabaseAsync();
        Role = await DatabaseRole.CreateAsync(Owner, "");
        Sequencer = await DatabaseRole.CreateAsync(Owner, "");
        Reader = await DatabaseRole.CreateAsync(Owner, "");
        var (exitCode, output, errors) = await Schema("--role", Role.Name, "--sequencer", Sequencer.Name, "--reader", Reader.Name);
        exitCode.ShouldBe(0, string.Join('\n', errors));
        output.ShouldContain("The schema is up to date.");
        output.ShouldContain($"The role {Role.Name} has its rights.");
        return Role.ConnectionString;
    }
}

public sealed class A_service_with_least_rights(LeastRightsLedger ledger) : IClassFixture<LeastRightsLedger>
{
    [Fact]
    public async Task registers_corrects_matches_and_keeps_the_audit_trail()
    {
        var registrar = ledger.As("registrar", "reg-20", "24781");
        var plot = await registrar.Clean(ledger.Counterparts);
        var correction = await registrar.PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), "\"3\"", key: "one-correction");
        correction.Status.ShouldBe(HttpStatusCode.OK);
        var number = (await registrar.Card(plot))["plotNumber"]!["plot"]!.ToString();
        (await registrar.PostJson("/api/v1/plots", Calls.Registration(number))).Code.ShouldBe("plot-number-taken");
        await registrar.AskSync(plot);
        await registrar.Sync(plot, "synced");

        var trail = await Calls.Eventually(
            () => ledger.As("security-officer").GetJson($"/api/v1/audit?plot={plot}"),
            found => found.Body?["items"]?.AsArray().Count == 5);
        (await Calls.Eventually(() => registrar.GetJson($"/api/v1/proofs/plots/{plot}"), proof => proof.Status == HttpStatusCode.OK))
            .Body!["events"]!.AsArray().Count.ShouldBe(5);
        trail.Body!["items"]!.AsArray().Select(row => row!["event"]!.ToString())
            .ShouldBe(["synced_to_vn_lis", "plot_corrected", "owner_matched", "holder_recorded", "plot_registered"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("update ledger.mt_events set data = '{}'")]
    [InlineData("delete from ledger.mt_events")]
    [InlineData("truncate ledger.mt_events")]
    [InlineData("delete from ledger.mt_streams")]
    [InlineData("truncate ledger.mt_streams")]
    [InlineData("update ledger.read_log set actor = 'nobody'")]
    [InlineData("delete from ledger.read_log")]
    [InlineData("insert into ledger_log.leaf values (0, 1, '')")]
    [InlineData("update ledger_log.head set size = 0")]
    [InlineData("delete from ledger_log.leaf")]
    [InlineData("delete from ledger_log.statement")]
    [InlineData("create table ledger.own (id int)")]
    [InlineData("alter table ledger.mt_events disable trigger all")]
    public async Task is_refused_by_the_database_to_change_history(string sql)
    {
        var refused = await Should.ThrowAsync<PostgresException>(() => DatabaseRole.DoAsync(ledger.Role.ConnectionString, sql));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("update ledger.mt_events set data = '{}'")]
    [InlineData("insert into ledger.mt_streams (id) values (gen_random_uuid())")]
    [InlineData("update ledger_log.leaf set record = ''")]
    [InlineData("delete from ledger_log.leaf")]
    [InlineData("update ledger_log.statement set body = '{}'")]
    [InlineData("select * from vault.person")]
    public async Task has_a_sequencer_that_can_only_add_to_the_log(string sql) => await Refused(ledger.Sequencer, sql);

    [Theory]
    [InlineData("update ledger.mt_doc_plotcard set data = '{}'")]
    [InlineData("insert into ledger_log.cosigned values (1, '', now())")]
    [InlineData("select * from vault.person")]
    public async Task has_a_reader_that_can_only_read_and_no_persons(string sql) => await Refused(ledger.Reader, sql);

    [Fact]
    public async Task cannot_compact_archive_or_clean_what_happened()
    {
        var plot = Guid.Parse((await ledger.As("registrar", "reg-21", "24781")
            .PostJson("/api/v1/plots", Calls.Registration(Calls.NewPlotNumber()))).Text("id"));
        (await ledger.As("registrar", "reg-21", "24781").PostJson($"/api/v1/plots/{plot}/corrections", Calls.AreaCorrection(), "\"1\""))
            .Status.ShouldBe(HttpStatusCode.OK);
        var before = await History();
        await Denied(session => { session.Events.ArchiveStream(plot); return session.SaveChangesAsync(); });
        await Denied(_ => Masking().ApplyEventDataMasking(masking => masking.IncludeStream(plot)));
        await Denied(async session =>
        {
            await session.Events.CompactStreamAsync<LandLedger.Plots.Plot>(plot);
            await session.SaveChangesAsync();
        });
        await Denied(_ => ledger.Store.Advanced.Clean.DeleteAllEventDataAsync());
        await Denied(_ => ledger.Store.Advanced.Clean.DeleteSingleEventStreamAsync(plot));
        (await History()).ShouldBe(before);
    }

    // A rule as an administrator might add it; the ledger itself has none.
    private AdvancedOperations Masking()
    {
        ((DocumentStore)ledger.Store).Options.Events.AddMaskingRuleForProtectedInformation<LandLedger.Plots.PlotCorrected>(
            corrected => corrected with { Instrument = "***" });
        return ledger.Store.Advanced;
    }

    // Of refused commits a number may remain; everything that happened stays as it is, byte for byte.
    private async Task<string[]> History() =>
    [
        await DatabaseRole.AskAsync<string>(ledger.Owner,
            "select md5(string_agg(row::text, '|' order by seq_id)) from ledger.mt_events row where type <> 'tombstone'"),
        await DatabaseRole.AskAsync<string>(ledger.Owner,
            """
            select md5(string_agg(row::text, '|' order by id)) from ledger.mt_streams row
            where exists (select from ledger.mt_events e where e.stream_id = row.id and type <> 'tombstone')
            """),
        await DatabaseRole.AskAsync<string>(ledger.Owner, "select count(*)::text from ledger.mt_events where type <> 'tombstone'"),
    ];

    [Fact]
    public async Task erases_a_person_and_states_it()
    {
        var (_, person) = await ledger.Held();
        await ledger.As("data-protection-officer", "dpo-1").AskErasure(person);
        (await ledger.As("data-protection-officer", "dpo-2").ApproveErasure(person)).Text("state").ShouldBe("erased");
        (await DatabaseRole.AskAsync<long>(ledger.Owner, "select count(*) from ledger_log.statement where kind = 4")).ShouldBe(1);
    }

    private async Task Denied(Func<Marten.IDocumentSession, Task> act)
    {
        await using var session = ledger.Store.LightweightSession();
        session.LastModifiedBy = "reg-21";
        var refused = await Should.ThrowAsync<Exception>(() => act(session));
        (refused as PostgresException ?? refused.InnerException as PostgresException)?.SqlState
            .ShouldBe(PostgresErrorCodes.InsufficientPrivilege, refused.ToString());
    }

    private static async Task Refused(DatabaseRole role, string sql) =>
        (await Should.ThrowAsync<PostgresException>(() => DatabaseRole.DoAsync(role.ConnectionString, sql))).SqlState
            .ShouldBe(PostgresErrorCodes.InsufficientPrivilege);

    [Fact]
    public async Task has_the_rights_on_events_that_it_needs_and_no_others_also_after_the_schema_is_applied_again()
    {
        (await ledger.Schema("--role", ledger.Role.Name)).ExitCode.ShouldBe(0);
        (await RightsOn("mt_events")).ShouldBe("SELECT,INSERT");
        (await RightsOn("mt_streams")).ShouldBe("SELECT,INSERT,UPDATE");
        (await RightsOn("read_log")).ShouldBe("SELECT,INSERT");
    }

    [Fact]
    public async Task has_a_schema_that_is_left_alone_when_nothing_is_missing()
    {
        const string indexes =
            "select string_agg(relname || ' ' || oid, ', ' order by relname) from pg_class where relkind = 'i' and relnamespace = 'ledger'::regnamespace";
        var before = await DatabaseRole.AskAsync<string>(ledger.Owner, indexes);
        (await ledger.Schema()).ExitCode.ShouldBe(0);
        (await DatabaseRole.AskAsync<string>(ledger.Owner, indexes)).ShouldBe(before);
    }

    [Fact]
    public async Task an_unknown_role_and_unknown_arguments_are_refused()
    {
        var (exitCode, _, errors) = await ledger.Schema("--role", "nobody_made_this_role");
        exitCode.ShouldBe(1);
        errors.ShouldContain(line => line.Contains("42704", StringComparison.Ordinal));
        (await ledger.Schema("--rolle")).ExitCode.ShouldBe(64);
    }

    private Task<string> RightsOn(string table) => DatabaseRole.AskAsync<string>(ledger.Owner,
        $"""
        select string_agg(r, ',' order by n) from unnest(array['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','TRIGGER','REFERENCES'])
            with ordinality as rights(r, n) where has_table_privilege('{ledger.Role.Name}', 'ledger.{table}', r)
        """);
}
