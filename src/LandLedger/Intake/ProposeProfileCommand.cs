using LandLedger.Sources.Profiles;

namespace LandLedger.Intake;

/// <summary><c>propose-profile</c>: proposes a mapping profile for a table from its headings.</summary>
public static class ProposeProfileCommand
{
    private const string Usage = "propose-profile FILE [--out profile.json]";

    /// <summary>Writes the profile and says which headings it did not recognise.</summary>
    /// <returns>0; 1 if the file cannot be read or a required field has no column; 2 for words that are not understood.</returns>
    public static int Run(string[] args)
    {
        if (args is not ([_] or [_, "--out", _]) || args[0].StartsWith('-'))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        return FileCommand.Run(args[0], file =>
        {
            var proposal = ProfileProposal.For(file);
            foreach (var heading in proposal.NotRecognised)
                Console.Error.WriteLine($"Not recognised: {heading}");
            foreach (var field in proposal.Missing)
                Console.Error.WriteLine($"No column for: {field}");
            if (args.Length == 3)
                File.WriteAllText(args[2], proposal.Json);
            else
                Console.Out.WriteLine(proposal.Json);
            return proposal.Missing.Count == 0 ? 0 : 1;
        });
    }
}
