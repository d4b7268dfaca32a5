using LandLedger.Proof;

namespace LandLedger.Verify.Plots;

/// <summary><c>plot</c>: judges the proof file of one plot.</summary>
internal static class PlotCommand
{
    public const string Usage = "FILE --keys KEYS [--json]";

    public static Task<int> RunAsync(string[] args, TimeProvider clock)
    {
        var words = new CommandWords(args, 1, ["--keys"], []);
        var keys = words.Keys();
        var code = Report.Say(CommandWords.Read(words[0], PlotProof.Parse).Check(keys), words.Json);
        if (!words.Json)
        {
            Console.Out.WriteLine(
                "Tệp chứng minh điều nó đưa ra, tính đến điểm kiểm; sự kiện mới hơn bị bỏ ở cuối chỉ thấy được khi kiểm cả nhật ký. / "
                + "The file proves what it shows up to its checkpoint; newer events left off at its end are seen only in the whole log.");
        }

        return Task.FromResult(code);
    }
}
