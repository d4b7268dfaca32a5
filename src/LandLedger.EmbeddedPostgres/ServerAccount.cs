namespace LandLedger.EmbeddedPostgres;

/// <summary>
/// The account the server runs as. PostgreSQL refuses to run as root, so root borrows an account without rights of its own;
/// everybody else uses their own (<see cref="Name"/> is null).
/// </summary>
internal sealed record ServerAccount(string? Name)
{
    private static readonly string[] Candidates = ["postgres", "_postgres", "nobody"];

    /// <summary>The account for this process; for root the one used before, as long as it exists, because it owns the data.</summary>
    public static async Task<ServerAccount> FindAsync(string? usedBefore, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return new ServerAccount((string?)null);
        foreach (var name in Candidates.Prepend(usedBefore).OfType<string>())
        {
            if ((await new Command("id", "-u", name).RunAsync(cancellation)).Succeeded)
                return new ServerAccount(name);
        }
        throw new EmbeddedPostgresException(
            "PostgreSQL does not run as root, and there is neither an account 'postgres' nor 'nobody' to run it as. "
            + "Start the program as an ordinary user, or set ConnectionStrings__ledger.");
    }

    /// <summary>A program to be run as this account.</summary>
    public Command Run(string program, params string[] arguments) => new(program, arguments) { Account = Name };

    /// <summary>Makes the paths, and all in them, this account's own.</summary>
    public async Task OwnAsync(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        if (Name is null)
            return;
        var outcome = await new Command("chown", ["-R", Name, .. paths]).RunAsync(cancellation);
        if (!outcome.Succeeded)
            throw new EmbeddedPostgresException($"The server's files cannot be given to the account {Name}: {outcome.LastWords}");
    }

    /// <summary>Refuses a folder that this account cannot enter, such as one below /root.</summary>
    public async Task MustReachAsync(string folder, CancellationToken cancellation)
    {
        if (Name is null || (await Run("test", "-x", folder).RunAsync(cancellation)).Succeeded)
            return;
        throw new EmbeddedPostgresException(
            $"The server runs as the account {Name}, because PostgreSQL does not run as root, and {Name} cannot enter {folder}. "
            + "Choose a folder outside of closed ones.");
    }
}
