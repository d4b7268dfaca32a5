using LandLedger.Access;

namespace LandLedger.Replay;

/// <summary>What somebody typed behind <c>rebuild</c>.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Step">What to do: <c>start</c>, <c>show</c>, <c>resume</c>, <c>cancel</c>, <c>cutover</c> or <c>repair</c>.</param>
/// <param name="Subject">The view to start with, else the rebuild.</param>
/// <param name="Reason">Why.</param>
/// <param name="Expected">Members that are expected to differ.</param>
/// <param name="Share">For a patrol, its share of the plots.</param>
/// <param name="Unexplained">Why other differences are right.</param>
public sealed record RebuildWords(
    LedgerAddress Ledger, string Step, string Subject, string? Reason, string[] Expected, string? Share, string? Unexplained)
{
    /// <summary>How it is used.</summary>
    public const string Usage =
        "rebuild start VIEW --reason TEXT [--expected MEMBER,MEMBER…] [--share N/M] | rebuild show|resume|cancel ID"
        + " | rebuild cutover ID --reason TEXT [--unexplained TEXT] | rebuild repair ID --reason TEXT   " + LedgerAddress.Usage;

    private static readonly string[] Steps = ["start", "show", "resume", "cancel", "cutover", "repair"];
    private static readonly string[] Known = ["--reason", "--expected", "--share", "--unexplained", "--server", "--token-file"];

    /// <summary>Reads the words.</summary>
    /// <param name="words">What stands behind <c>rebuild</c>.</param>
    /// <param name="token">The token in the environment.</param>
    /// <param name="wrong">What is wrong, in Vietnamese and English, when null is returned.</param>
    public static RebuildWords? Read(string[] words, string? token, out (string Vi, string En) wrong)
    {
        if (words is not [var step, var subject, .. var rest] || !Steps.Contains(step))
            return Refuse("Cần một việc và một khung nhìn hoặc lượt dựng lại.", "Name a step, and a view or a rebuild.", out wrong);
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in rest.Chunk(2))
        {
            if (pair.Length < 2 || !Known.Contains(pair[0]) || !given.TryAdd(pair[0], pair[1]))
                return Refuse($"Không hiểu: {pair[0]}", $"Not understood: {pair[0]}", out wrong);
        }

        string? At(string word) => given.GetValueOrDefault(word);
        if (step is "start" or "cutover" or "repair" && At("--reason") is null)
            return Refuse("Thiếu --reason.", "--reason is missing.", out wrong);
        if (step != "start" && !Guid.TryParse(subject, out _))
            return Refuse("Mã lượt dựng lại không đúng.", "That is not the id of a rebuild.", out wrong);
        return LedgerAddress.Read(At("--server"), At("--token-file"), token, out wrong) is { } ledger
            ? new(ledger, step, subject, At("--reason"), At("--expected")?.Split(',') ?? [], At("--share"), At("--unexplained"))
            : null;
    }

    private static RebuildWords? Refuse(string vi, string en, out (string Vi, string En) wrong)
    {
        wrong = (vi, en);
        return null;
    }
}
