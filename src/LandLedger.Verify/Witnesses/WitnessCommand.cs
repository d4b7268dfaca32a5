using System.Runtime.InteropServices;
using LandLedger.Proof;

namespace LandLedger.Verify.Witnesses;

/// <summary><c>witness</c>: cosigns the checkpoints of one log over HTTP, until it is stopped.</summary>
internal static class WitnessCommand
{
    public const string Usage = "--key FILE --keys KEYS --state FILE --listen URL [--begin] [--json]";

    public static async Task<int> RunAsync(string[] args, TimeProvider clock)
    {
        var words = new CommandWords(args, 0, ["--key", "--keys", "--state", "--listen"], ["--begin"]);
        var log = words.Keys().Log;
        using var key = words.Key(NoteAlgorithm.Cosignature);
        using var state = WitnessState.Open(words.Need("--state"), log.Name, words.Has("--begin"));
        using var listener = new WitnessListener(words.Need("--listen"), new(key, log, state, clock), clock);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        Console.Out.WriteLine(words.Json ? $$"""{"listening":"{{listener.Url}}"}""" : $"listening on {listener.Url}");
        await listener.RunAsync();
        return 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            listener.Stop();
        }
    }
}
