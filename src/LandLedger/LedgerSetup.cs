using System.Reflection;
using JasperFx;
using JasperFx.CodeGeneration;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Resources;
using LandLedger.Access;
using LandLedger.Audit;
using LandLedger.Communes;
using LandLedger.Conflicts;
using LandLedger.Documents;
using LandLedger.Holders;
using LandLedger.Intake;
using LandLedger.Persons;
using LandLedger.Plots;
using LandLedger.Plumbing;
using LandLedger.Policies;
using LandLedger.Proof;
using LandLedger.Outgoing;
using LandLedger.Storage;
using LandLedger.PopulationRegister;
using LandLedger.Reference;
using LandLedger.Replay;
using LandLedger.VnLis;
using Marten;
using Npgsql;
using Weasel.Core;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;

namespace LandLedger;

/// <summary>How the parts are put together: the store, the messages, the endpoints.</summary>
public static class LedgerSetup
{
    private static bool HasCompiler => File.Exists(Path.Combine(AppContext.BaseDirectory, "Wolverine.RuntimeCompilation.dll"));

    /// <summary>The event store with its views.</summary>
    public static void AddLedgerStore(this WebApplicationBuilder builder, LedgerDatabase database)
    {
        var schema = LedgerSchema.Of(builder.Configuration);
        builder.Services.AddSingleton(schema);
        builder.Services.AddSingleton<PlotRows>();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton(_ =>
        {
            var source = new NpgsqlDataSourceBuilder(database.ConnectionString);
            source.UseNodaTime();
            return source.Build();
        });
        builder.Services.AddMarten(store =>
            {
                store.DatabaseSchemaName = schema.Name;
                store.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, LedgerJson.Storage);
                store.UseNoda();
                store.Events.StreamIdentity = StreamIdentity.AsGuid;
                store.Events.UseMandatoryStreamTypeDeclaration = true;
                store.Events.TimeProvider = new WholeMicroseconds();
                store.Projections.Errors.SkipApplyErrors = store.Projections.RebuildErrors.SkipApplyErrors = false;
                store.Projections.Errors.SkipSerializationErrors = store.Projections.RebuildErrors.SkipSerializationErrors = false;
                store.Projections.Errors.SkipUnknownEvents = store.Projections.RebuildErrors.SkipUnknownEvents = false;
                store.AddPlots();
                store.AddImports();
                store.AddReorganisations();
                store.AddBulkProposals();
                store.AddErasures();
                store.AddAudit();
                store.AddRebuilds();
            })
            .UseNpgsqlDataSource()
            .BuildSessionsWith<LedgerSessions>(ServiceLifetime.Singleton)
            .IntegrateWithWolverine(wolverine => wolverine.MessageStorageSchemaName = $"{schema.Name}_wolverine")
            .AddAsyncDaemon(DaemonMode.Solo);
        builder.Services.AddSingleton<LedgerMigration>();
        builder.Services.AddSingleton<ReadLog>();
        builder.AddPersons();
        builder.AddDocuments();
        builder.AddPolicies();
        builder.AddConflicts();
        builder.AddProof();
        builder.AddReplay();
    }

    /// <summary>Messages: durable, with the provenance of whoever asked, in order per plot.</summary>
    public static void AddLedgerMessages(this WebApplicationBuilder builder)
    {
        // Off where the service runs under a role that must not own its tables, as production does always.
        var migrates = builder.MayMigrate();
        builder.Services.CritterStackDefaults(stack =>
        {
            // An image without the compiler has its code generated ahead, whatever the environment is called.
            stack.Development.GeneratedCodeMode = HasCompiler ? TypeLoadMode.Dynamic : TypeLoadMode.Static;
            stack.Development.ResourceAutoCreate = migrates ? AutoCreate.CreateOrUpdate : AutoCreate.None;
            stack.Production.GeneratedCodeMode = TypeLoadMode.Static;
            stack.Production.ResourceAutoCreate = AutoCreate.None;
            stack.Production.AssertAllPreGeneratedTypesExist = true;
        });
        if (migrates)
        {
            builder.Services.AddHostedService<MigrateAtStart>();
            builder.Services.AddResourceSetupOnStartup();
        }

        var seal = new MessageSeal(builder.KeyVault());
        builder.Services.AddSingleton(seal);
        builder.Host.UseWolverine(messages =>
        {
            messages.ApplicationAssembly = typeof(Program).Assembly;
            messages.Durability.Mode = DurabilityMode.Solo;
            messages.Durability.EnableDeduplicatedResponses = true;
            messages.Durability.ScheduledJobPollingTime = TimeSpan.FromSeconds(1);
            // One that is recorded in the very moment in which its queue pauses is in the database, and in no queue. One that still waits
            // its turn cannot be told from it, so the time is longer than a queue usually is; taken up twice, it takes effect once.
            messages.Durability.InboxStaleTime = TimeSpan.FromSeconds(builder.Configuration.GetValue("Messages:ForgottenSeconds", 3_600.0));
            messages.EnableRelayOfUserName = true;
            messages.MetadataRules.Add(new ProvenanceRule(seal));
            messages.Policies.AutoApplyTransactions();
            messages.Policies.UseDurableLocalQueues();
            messages.Policies.AddMiddleware(typeof(HandlerProvenance));
            messages.UseSystemTextJsonForSerialization(LedgerJson.Shared);
            messages.AddPopulationRegister(builder.Configuration);
            messages.AddVnLis(builder.Configuration);
            messages.RetryCounterparts(builder.Configuration);
            messages.AddImportRuns();
            messages.AddReorganisationRuns();
        });
        builder.AddCounterparts();
        builder.Services.AddHostedService<HandlersReady>();
    }

    /// <summary>Endpoints: Wolverine's, with the gates in front of them.</summary>
    public static void AddLedgerHttp(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(json => LedgerJson.Http(json.SerializerOptions));
        builder.Services.AddLedgerProblems();
        builder.KeepBodiesOutOfLogs();
        builder.Services.AddWolverineHttp();
        builder.AddReference();
        builder.Services.AddHealthChecks();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimits.LargestUpload;
        });
    }

    /// <summary>The pipeline, in order.</summary>
    public static void MapLedger(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseMiddleware<BodyLimits>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<PlotInRoute>();
        app.UseMiddleware<ReplayedTag>();
        DevelopmentIssuer.Map(app);
        app.MapReference();
        PublicLog.Map(app);
        app.MapWolverineEndpoints(http =>
        {
            http.DefaultClaimInTransaction = true;
            http.AddPolicy<IdempotentPosts>();
            http.RejectUnparseableQueryValues = true;
            http.AddMiddleware(typeof(LostRace), _ => true);
            http.AddMiddleware(typeof(PlotGate), chain =>
                chain.RoutePattern!.RawText!.Contains("{plot}", StringComparison.Ordinal) && !chain.HttpMethods.Contains("GET"));
            http.AddMiddleware(typeof(BulkProposalGate), chain =>
                chain.RoutePattern!.RawText!.Contains("/bulk-proposals/{id}/", StringComparison.Ordinal));
            http.AddMiddleware(typeof(PersonGate), chain => chain.RoutePattern!.RawText!.Contains("{person}", StringComparison.Ordinal));
            http.AddMiddleware(typeof(ProvinceGate), chain =>
                chain.Method.Method.GetCustomAttribute<PermissionAttribute>()?.Scope == Scope.Province);
            http.AddMiddleware(typeof(WitnessGate), chain => chain.Method.Method.IsDefined(typeof(NeedsWitnessAttribute), false));
            http.AddMiddlewareByMessageType(typeof(CommuneGate));
            http.AddMiddlewareByMessageType(typeof(ReasonGate));
        });
    }
}
