using System.Runtime.InteropServices;
using Npgsql;

namespace LandLedger.Replay.Moving;

/// <summary>The move cannot go on; says why in both languages. What was done so far stays and is gone on from.</summary>
public sealed class MovingRefusedException(string vi, string en) : Exception(en)
{
    /// <summary>In Vietnamese.</summary>
    public string Vi => vi;
}

/// <summary>What the commands of moving house have in common: words, signals, and how a failure is told.</summary>
internal static class MovingCommand
{
    /// <summary>Exit codes: done; refused or failed; wrong words (EX_USAGE).</summary>
    public const int Done = 0, Failed = 1, WrongWords = 64;

    private const int NoSpace = 28, NoQuota = 122, NoSpaceWindows = unchecked((int)0x80070070);

    /// <summary>Runs a command; Ctrl-C and SIGTERM stop it where it can be gone on from.</summary>
    public static async Task<int> RunAsync(Func<CancellationToken, Task<int>> work)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await work(stop.Token);
        }
        catch (MovingRefusedException refused)
        {
            return Complain(refused.Vi, refused.Message);
        }
        catch (OperationCanceledException)
        {
            return Complain("Đã dừng. Chạy lại đúng lệnh này để đi tiếp.", "Stopped. The same command again goes on from here.");
        }
        catch (IOException full) when (full.HResult is NoSpace or NoQuota or NoSpaceWindows)
        {
            return Complain($"Hết chỗ trên đĩa: {full.Message} Giải phóng chỗ rồi chạy lại đúng lệnh này để đi tiếp.",
                $"The disk is full: {full.Message} Make room, then the same command goes on from here.");
        }
        catch (Exception files) when (files is IOException or UnauthorizedAccessException)
        {
            return Complain($"Không đọc hoặc ghi được tệp: {files.Message}", $"A file cannot be read or written: {files.Message}");
        }
        catch (PostgresException refused)
        {
            return Complain($"Cơ sở dữ liệu từ chối: {refused.SqlState} {refused.MessageText}",
                $"The database refused: {refused.SqlState} {refused.MessageText}");
        }
        catch (NpgsqlException silent)
        {
            return Complain($"Mất kết nối với cơ sở dữ liệu: {silent.Message} Chạy lại đúng lệnh này để đi tiếp.",
                $"The database does not answer: {silent.Message} The same command again goes on from here.");
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Reads <c>--word value</c> pairs and flags.</summary>
    /// <returns>Null when something is not understood or a needed word is missing; that was said.</returns>
    public static Dictionary<string, string>? Words(string[] args, string usage, string[] needed, string[] optional, string[] flags)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < args.Length; at++)
        {
            var isFlag = flags.Contains(args[at]);
            var isWord = (needed.Contains(args[at]) || optional.Contains(args[at])) && at + 1 < args.Length && args[at + 1].Length > 0;
            if ((!isFlag && !isWord) || !words.TryAdd(args[at], isFlag ? "" : args[at + 1]))
                return Wrong($"Không hiểu: {args[at]}", $"Not understood: {args[at]}");
            at += isFlag ? 0 : 1;
        }

        foreach (var word in needed.Where(word => !words.ContainsKey(word)))
            return Wrong($"Thiếu {word}.", $"{word} is missing.");
        return words;

        Dictionary<string, string>? Wrong(string vi, string en)
        {
            Complain(vi, en);
            Console.Error.WriteLine(usage);
            return null;
        }
    }

    /// <summary>A whole number from 1 to a limit among the words, or a default.</summary>
    public static int Number(Dictionary<string, string> words, string word, int otherwise, int most) =>
        !words.TryGetValue(word, out var text) ? otherwise
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number > 0 && number <= most ? number
        : throw new MovingRefusedException($"{word} phải là số từ 1 đến {most}.", $"{word} is a number from 1 to {most}.");

    /// <summary>One line in both languages.</summary>
    public static void Say(string vi, string en) => Console.Out.WriteLine($"{vi} / {en}");

    /// <summary>One line about what went wrong.</summary>
    public static int Complain(string vi, string en)
    {
        Console.Error.WriteLine($"{vi} / {en}");
        return Failed;
    }
}
