using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LandLedger.Proof;
using LandLedger.Proof.Verdicts;

namespace LandLedger.Verify.Witnesses;

/// <summary><c>cosign</c>: the same as a witness over HTTP, with a request that somebody carried to a machine without a network.</summary>
internal static class CosignCommand
{
    public const string Usage = "REQUEST_FILE --key FILE --keys KEYS --state FILE [--out FILE] [--begin] [--json]";

    public static Task<int> RunAsync(string[] args, TimeProvider clock)
    {
        var words = new CommandWords(args, 1, ["--key", "--keys", "--state", "--out"], ["--begin"]);
        var log = words.Keys().Log;
        var request = Encoding.UTF8.GetString(CommandWords.Bytes(words[0]));
        using var key = words.Key(NoteAlgorithm.Cosignature);
        using var state = WitnessState.Open(words.Need("--state"), log.Name, words.Has("--begin"));
        var answer = new Witness(key, log, state, clock).Answer(request);
        var outcome = OutcomeOf(answer);
        if (answer.Cosigned && words.Find("--out") is { } file)
            SyncedFile.Write(file, answer.Body);
        if (words.Json)
            Console.Out.WriteLine(new JsonObject
            {
                ["outcome"] = Name(outcome), ["status"] = answer.Status, ["size"] = state.Last.Size,
                ["lines"] = answer.Cosigned ? answer.Body : null,
            }.ToJsonString());
        else if (!answer.Cosigned)
            Console.Error.Write(Refusal(answer, state.Last));
        else if (!words.Has("--out"))
            Console.Out.Write(answer.Body);
        return Task.FromResult((int)outcome);
    }

    // A stale request can be made anew from the size that is kept; another root at that very size cannot.
    private static Outcome OutcomeOf(WitnessAnswer answer) => answer.Status switch
    {
        200 => Outcome.Sound,
        409 => answer.Evidence is null ? Outcome.Incomplete : Outcome.Altered,
        403 or 422 => Outcome.Altered,
        _ => Outcome.BadInput,
    };

    private static string Refusal(WitnessAnswer answer, Checkpoint last) => answer.Status switch
    {
        409 => $"Lần ký cuối ở cỡ {last.Size}; yêu cầu không bắt đầu từ đó hoặc có gốc khác. / "
            + $"The last cosigned size is {last.Size}; the request does not begin there, or has another root.\n",
        403 => "Không có chữ ký hợp lệ của nhật ký. / " + answer.Body,
        422 => "Bằng chứng không cho thấy nhật ký nối tiếp. / " + answer.Body,
        404 => "Nhân chứng này không biết nhật ký ấy. / " + answer.Body,
        _ => "Yêu cầu sai dạng. / " + answer.Body,
    };

    private static string Name(Outcome outcome) => JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString());
}
