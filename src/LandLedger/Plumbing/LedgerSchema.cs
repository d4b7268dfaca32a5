namespace LandLedger.Plumbing;

/// <summary>The name of the database schema in which the ledger lives, for the few statements written by hand.</summary>
/// <param name="Name">A plain lower-case name, checked at start.</param>
public sealed record LedgerSchema(string Name)
{
    /// <summary>The schema named by <c>Ledger:Schema</c>; <c>ledger</c> when none is.</summary>
    /// <exception cref="InvalidOperationException">The name would need quoting.</exception>
    public static LedgerSchema Of(IConfiguration settings)
    {
        var name = settings["Ledger:Schema"] ?? "ledger";
        return name.Length is > 0 and <= 40 && char.IsAsciiLetterLower(name[0])
            && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_')
            ? new(name)
            : throw new InvalidOperationException("Ledger__Schema is a plain name: lower-case letters, digits and _, at most 40.");
    }
}
