using LandLedger.Proof.Tiles;

namespace LandLedger.Replay.Moving;

/// <summary>The last checkpoint that the log has published.</summary>
internal static class PublishedNote
{
    /// <summary>Its text; null where there is no folder or nothing was published.</summary>
    /// <exception cref="MovingRefusedException">It is damaged.</exception>
    public static string? Of(string? folder)
    {
        try
        {
            return folder is null ? null : new TileFolder(folder).Note()?.ToString();
        }
        catch (FormatException damaged)
        {
            throw new MovingRefusedException($"Checkpoint trong {folder} bị hỏng: {damaged.Message}",
                $"The checkpoint in {folder} is damaged: {damaged.Message}");
        }
    }
}
