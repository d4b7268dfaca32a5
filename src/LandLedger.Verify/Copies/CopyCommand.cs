namespace LandLedger.Verify.Copies;

/// <summary><c>copy</c>: takes the public files of a log home, and refuses a log that does not continue the copy.</summary>
internal static class CopyCommand
{
    public const string Usage = "URL DIR [--keys KEYS] [--json]";

    public static async Task<int> RunAsync(string[] args, TimeProvider clock)
    {
        var words = new CommandWords(args, 2, ["--keys"], []);
        var keys = words.Has("--keys") ? words.Keys() : null;
        using var source = new LogSource(words[0], clock);
        return Report.Say(await new LogCopy(source, new(words[1]), keys).TakeAsync(CancellationToken.None), words.Json);
    }
}
