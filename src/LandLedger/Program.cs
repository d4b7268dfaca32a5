using JasperFx;
using LandLedger;
using LandLedger.Access;
using LandLedger.Demo;
using LandLedger.EmbeddedPostgres;
using LandLedger.Intake;
using LandLedger.Plumbing;

if (args is ["sample", ..])
    return SampleCommand.Run(args[1..]);

var demo = args is ["demo", ..];
var serves = demo || args is [] or ["run", ..] || args[0].StartsWith('-');
var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = demo ? args[1..] : args,
    EnvironmentName = demo ? Environments.Development : null,
});

if (serves && !builder.Environment.IsDevelopment() && UnsafeSettings.Of(builder.Configuration) is { Count: > 0 } refused)
{
    foreach (var line in refused)
        Console.Error.WriteLine(line);
    return UnsafeSettings.ExitCode;
}

try
{
    await using var world = demo ? await DemoWorld.StartAsync(builder) : null;
    await using var database = await LedgerDatabase.OpenAsync(builder.Configuration, args);
    builder.AddAccess();
    builder.AddLedgerStore(database);
    builder.AddLedgerMessages();
    builder.AddLedgerHttp();

    await using var app = builder.Build();
    app.MapLedger();
    return world is null ? await app.RunJasperFxCommands(args) : await DemoRun.RunAsync(app, world);
}
catch (EmbeddedPostgresException noDatabase)
{
    Console.Error.WriteLine(noDatabase.Message);
    return 1;
}

/// <summary>Entry point of the ledger; public for tests that start it.</summary>
public partial class Program;
