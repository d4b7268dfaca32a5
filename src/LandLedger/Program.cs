using JasperFx;
using LandLedger;
using LandLedger.Access;
using LandLedger.Demo;
using LandLedger.EmbeddedPostgres;
using LandLedger.Intake;
using LandLedger.Policies;
using LandLedger.Replay;
using LandLedger.Storage;
using Npgsql;

if (args is ["sample", ..])
    return SampleCommand.Run(args[1..]);
if (args is ["propose-profile", ..])
    return ProposeProfileCommand.Run(args[1..]);
if (args is ["map-sheets", ..])
    return MapSheetsCommand.Run(args[1..]);
if (args is ["import", ..])
    return await ImportCommand.RunAsync(args[1..]);
if (args is ["rebuild", ..])
    return await RebuildCommand.RunAsync(args[1..]);

var demo = args is ["demo", ..];
var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = demo ? args[1..] : args,
    EnvironmentName = demo ? Environments.Development : null,
});

// Commands such as schema and codegen serve nobody: what makes serving unsafe does not concern them.
var serves = LedgerDatabase.IsServedBy(args);
var guarded = serves && !builder.Environment.IsDevelopment();
if (guarded && UnsafeSettings.Of(builder.Configuration) is { Count: > 0 } settings)
    return UnsafeSettings.Refuse(settings);

try
{
    await using var world = demo ? await DemoWorld.StartAsync(builder) : null;
    await using var database = await LedgerDatabase.OpenAsync(builder.Configuration, args);
    var schema = LedgerSchema.Of(builder.Configuration);
    if (guarded && await UnsafeSettings.OfRoleAsync(database.ConnectionString, schema) is { Count: > 0 } rights)
        return UnsafeSettings.Refuse(rights);
    await SchemaAtStart.BringUpAsync(builder, database);
    builder.AddAccess();
    builder.AddLedgerStore(database);
    builder.AddLedgerMessages();
    builder.AddLedgerHttp();

    await using var app = builder.Build();
    if (args is ["schema", .. var schemaArgs])
        return await SchemaCommand.RunAsync(app, schemaArgs);
    if (serves && await UnknownEvents.RefuseAsync(app.Services) is { } refused)
        return refused;
    app.MapLedger();
    return world is null ? await app.RunJasperFxCommands(args) : await DemoRun.RunAsync(app, world);
}
catch (EmbeddedPostgresException noDatabase)
{
    Console.Error.WriteLine(noDatabase.Message);
    return 1;
}
catch (PolicyRefusedException policy)
{
    return UnsafeSettings.Refuse([policy.Message]);
}
catch (NpgsqlException noDatabase) when (noDatabase is not PostgresException)
{
    Console.Error.WriteLine($"The ledger's database does not answer: {noDatabase.Message}");
    return 1;
}

/// <summary>Entry point of the ledger; public for tests that start it.</summary>
public partial class Program;
