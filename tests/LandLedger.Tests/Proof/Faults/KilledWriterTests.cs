using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Proof.Faults;

/// <summary>
/// The writer of the log's files, hit at its system calls: killed, or told of a broken or full disk. Whatever call it was, what is published
/// is sound, and a clean run goes on to the same log. The ordinary run hits each kind of call at its first, its last, and one in
/// between; with <c>LEDGER_FAULT_SWEEP=1</c> every single one is hit. Where processes cannot be traced, these tests are skipped.
/// </summary>
public sealed partial class A_writer_of_files : IDisposable
{
    private static readonly bool Sweeps = Environment.GetEnvironmentVariable("LEDGER_FAULT_SWEEP") is "1";

    public static TheoryData<string> Calls { get; } = [.. TracedLog.Calls.Split(',')];

    public static TheoryData<string, string> Faults { get; } = new()
    {
        { "openat", "ENOSPC" }, { "mkdir", "ENOSPC" }, { "pwrite64", "ENOSPC" }, { "pwrite64", "EIO" }, { "fsync", "EIO" },
        { "rename", "ENOSPC" }, { "rename", "EIO" }, { "unlink", "EIO" }, { "rmdir", "EIO" }, { "close", "EIO" },
    };

    private static readonly Lazy<Task<Dictionary<string, int>>> Counts = new(CountAsync);

    private TracedLog log = new();

    [Theory, MemberData(nameof(Calls))]
    public async Task that_is_killed_leaves_a_sound_log_and_goes_on(string call)
    {
        foreach (var at in await PlacesAsync(call, between: true))
        {
            NewLog();
            var (code, seen) = await log.GrowAsync("-e", $"trace={call}", "-e", $"inject={call}:signal=KILL:when={at}");
            code.ShouldBe(137, $"{call} {at} was not hit: {string.Join('\n', seen.TakeLast(3))}");
            log.SoundSize();
            await log.FinishAsync();
        }
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task that_is_told_of_a_fault_tries_again(string call, string error)
    {
        foreach (var at in await PlacesAsync(call))
        {
            NewLog();
            var (code, seen) = await log.GrowAsync("-e", $"trace={call}", "-e", $"inject={call}:error={error}:when={at}");
            seen.Count(line => line.EndsWith("(INJECTED)", StringComparison.Ordinal)).ShouldBeGreaterThan(0, $"{call} {at}");
            code.ShouldBe(0);
            log.SoundSize().ShouldBe(GrowingLog.Sizes[^1], $"{call} {at}");
        }
    }

    [Theory]
    [InlineData("pwrite64", "ENOSPC")]
    [InlineData("fsync", "EIO")]
    [InlineData("rename", "EIO")]
    public async Task for_which_a_fault_stays_promises_no_more_than_is_there(string call, string error)
    {
        foreach (var at in await PlacesAsync(call))
        {
            NewLog();
            (await log.GrowAsync("-e", $"trace={call}", "-e", $"inject={call}:error={error}:when={at}+")).Code.ShouldBe(GrowingLog.GivenUp);
            log.SoundSize();
            await log.FinishAsync();
        }
    }

    [Fact]
    public async Task promises_only_what_would_outlive_a_power_cut()
    {
        Assert.SkipWhen(TracedLog.WhyNot is not null, TracedLog.WhyNot ?? "");
        var (code, calls) = await log.GrowAsync("-e", $"trace={TracedLog.Calls}");
        code.ShouldBe(0);
        // Files whose bytes, and folders whose names, are not known to be on the disk yet.
        var (files, folders) = (new HashSet<string>(), new HashSet<string>());
        var promises = 0;
        var done = calls.Where(line => !line.Contains(" = -1 ", StringComparison.Ordinal));
        foreach (var call in done.Select(line => Call().Match(line)).Where(match => match.Success))
        {
            var (first, second) = (call.Groups["first"].Value, call.Groups["second"].Value);
            switch (call.Groups["name"].Value)
            {
                case "pwrite64":
                    files.Add(first);
                    break;
                case "fsync":
                    files.Remove(first);
                    folders.Remove(first);
                    break;
                case "mkdir":
                    folders.Add(Path.GetDirectoryName(first)!);
                    break;
                case "unlink":
                    folders.ShouldBeEmpty($"names that are not safe when {first} is removed");
                    break;
                case "rename":
                    files.ShouldNotContain(first, "a name for bytes that are not safe");
                    if (second == Path.Combine(log.Log, "checkpoint"))
                    {
                        folders.ShouldBeEmpty("names that the checkpoint promises and that are not safe");
                        promises++;
                    }

                    folders.Add(Path.GetDirectoryName(second)!);
                    break;
            }
        }

        promises.ShouldBe(GrowingLog.Sizes.Count);
        log.SoundSize().ShouldBe(GrowingLog.Sizes[^1]);
    }

    public void Dispose() => log.Dispose();

    private void NewLog()
    {
        log.Dispose();
        log = new();
    }

    private static async Task<int[]> PlacesAsync(string call, bool between = false)
    {
        Assert.SkipWhen(TracedLog.WhyNot is not null, TracedLog.WhyNot ?? "");
        var count = (await Counts.Value)[call];
        return Sweeps ? [.. Enumerable.Range(1, count)] : between ? [1, count * 2 / 3, count] : [count / 2, count];
    }

    // A run with nothing in the way says how many calls of each kind there are.
    private static async Task<Dictionary<string, int>> CountAsync()
    {
        using var log = new TracedLog();
        var (code, seen) = await log.GrowAsync("-e", $"trace={TracedLog.Calls}");
        code.ShouldBe(0);
        return seen.Select(line => Call().Match(line)).Where(match => match.Success).CountBy(match => match.Groups["name"].Value).ToDictionary();
    }

    [GeneratedRegex("""^\d+ +(?<name>\w+)\((\d+<(?<first>[^>]*)>|AT_FDCWD[^,]*, "(?<first>[^"]*)"|"(?<first>[^"]*)")(, "(?<second>[^"]*)")?""")]
    private static partial Regex Call();
}
