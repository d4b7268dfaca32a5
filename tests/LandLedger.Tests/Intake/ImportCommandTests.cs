using System.Text.RegularExpressions;
using LandLedger.Intake;
using LandLedger.Tests.Harness;
using LandLedger.Tests.Sources;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Intake;

/// <summary>The <c>import</c> command as a process beside a ledger that is another one.</summary>
public sealed class The_import_command : IAsyncLifetime
{
    private readonly ProcessRuns runs = new();
    private LedgerProcess ledger = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        ledger = await runs.StartAsync();
        token = (await ledger.As("registrar", "reg-cli", "24781")).DefaultRequestHeaders.Authorization!.Parameter!;
        await File.WriteAllTextAsync(runs["token"], token + "\n");
    }

    public async ValueTask DisposeAsync()
    {
        await ledger.DisposeAsync();
        runs.Dispose();
    }

    [Fact]
    public async Task uploads_follows_reports_and_saves_what_was_held_back()
    {
        var clean = await Write("clean.csv", ImportCalls.Csv(1_200, "Command"));
        var (exitCode, output, errors) = await Import("--file", clean, "--token-file", runs["token"]);
        exitCode.ShouldBe(ImportCommand.Finished, string.Join('\n', errors));
        output.ShouldContain(line => line.Contains("Thửa mới / New plots: 1,200", StringComparison.Ordinal));
        output.ShouldContain(line => line.TrimStart().StartsWith("100 % xong/finished", StringComparison.Ordinal));
        output.ShouldNotContain(line => line.Contains('\r', StringComparison.Ordinal));
        errors.ShouldBeEmpty();

        var spoilt = await Write("spoilt.csv", ImportCalls.Csv(2, "Spoilt", IlisFile.Line("S1", area: "none")));
        (exitCode, output, _) = await Import("--file", spoilt, "--token-file", runs["token"]);
        exitCode.ShouldBe(ImportCommand.WithRejects);
        var saved = output.Single(line => line.Contains("Rows held back: /", StringComparison.Ordinal)).Split("back: ")[1];
        (await File.ReadAllLinesAsync(saved))[0].ShouldStartWith("\"row\";\"column\"");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(saved).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await Import("--file", await Write("odd.csv", "a;b\n1;2\n"u8.ToArray()), "--token-file", runs["token"])).ExitCode
            .ShouldBe(ImportCommand.Failed);
    }

    [Fact]
    public async Task asks_the_ledger_to_stop_when_it_is_told_to_and_waits_for_it()
    {
        var file = await Write("long.csv", ImportCalls.Csv(8_000, "Interrupted"));
        await using var command = LedgerProcess.Run(new Dictionary<string, string> { ["LEDGER_TOKEN"] = token },
            "import", "--system", "VNPT-iLIS", "--server", ledger.Url.ToString(), "--file", file);
        await Calls.Eventually(() => Task.FromResult(command.Output.Any(line => Regex.IsMatch(line, "[1-9][0-9]* %"))), begun => begun, 60);
        (await command.StopAsync()).ShouldBe(ImportCommand.Stopped);

        var registrar = await ledger.As("registrar", "reg-cli", "24781");
        var run = (await registrar.GetJson("/api/v1/imports?limit=1")).Body!["items"]![0]!;
        run["state"]!.ToString().ShouldBe("cancelled");
        run.Count("plots", "new").ShouldBeInRange(1, 7_999);
        command.Output.ShouldContain(line => line.Contains("Asking the ledger to stop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task refuses_wrong_words_in_both_languages_and_says_when_the_ledger_refuses_or_is_silent()
    {
        var file = await Write("few.csv", ImportCalls.Csv(1, "Few"));
        foreach (var words in (string[][])
        [
            [], ["--file", runs["none"]], ["--file", file, "--colour", "red"], ["--file"], ["--file", file, "--file", file],
            ["--file", file, "--manifest", file], ["--file", file, "--token-file", runs["none"]], ["--file", file],
            ["--file", file, "--server", "http://example.org", "--token-file", runs["token"]],
        ])
        {
            var (exitCode, output, errors) = await LedgerProcess.EndOf(new Dictionary<string, string>(),
                ["import", "--system", "VNPT-iLIS", .. words]);
            exitCode.ShouldBe(ImportCommand.WrongWords, string.Join(' ', words));
            errors.Length.ShouldBe(3);
            errors[2].ShouldBe(ImportWords.Usage);
            output.ShouldBeEmpty();
        }

        await File.WriteAllTextAsync(runs["bad"], "a.b.c");
        var (refused, _, why) = await Import("--file", file, "--token-file", runs["bad"]);
        refused.ShouldBe(ImportCommand.Refused);
        why.ShouldContain(line => line.Contains("not-signed-in", StringComparison.Ordinal));
        (await LedgerProcess.EndOf(new Dictionary<string, string>(), "import", "--system", "VNPT-iLIS", "--file", file, "--token-file",
            runs["token"], "--server", "http://127.0.0.1:9")).ExitCode.ShouldBe(ImportCommand.Refused);
    }

    private Task<(int ExitCode, string[] Output, string[] Errors)> Import(params string[] words) => LedgerProcess.EndOf(
        new Dictionary<string, string>(), ["import", "--system", "VNPT-iLIS", "--server", ledger.Url.ToString(), .. words]);

    private async Task<string> Write(string name, byte[] content)
    {
        await File.WriteAllBytesAsync(runs[name], content);
        return runs[name];
    }
}
