using LandLedger.Sources;

namespace LandLedger.Intake;

/// <summary>What commands that look into one foreign file have in common.</summary>
internal static class FileCommand
{
    /// <summary>Opens the file and looks; says in words why it cannot be read.</summary>
    /// <returns>What <paramref name="look"/> returns, or 1 if the file cannot be read.</returns>
    public static int Run(string path, Func<Stream, int> look)
    {
        try
        {
            using var file = File.OpenRead(path);
            return look(file);
        }
        catch (UnreadableFile unreadable)
        {
            Console.Error.WriteLine($"{unreadable.MessageVi} / {unreadable.Message}");
            return 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
