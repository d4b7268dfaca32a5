using System.Text;
using System.Text.RegularExpressions;

namespace LandLedger.EmbeddedPostgres;

/// <summary>The server's settings file: durable first, then what the caller adds, then the address, which nobody overrides.</summary>
internal static partial class ServerSettings
{
    private static readonly KeyValuePair<string, string>[] Defaults =
    [
        new("fsync", "on"),
        new("full_page_writes", "on"),
        new("synchronous_commit", "on"),
        new("timezone", "UTC"),
        new("log_timezone", "UTC"),
        // What a person has entered stays out of the log: no statement texts, no details with the values of a violated key.
        new("log_min_error_statement", "panic"),
        new("log_error_verbosity", "terse"),
    ];

    public static string Text(IReadOnlyDictionary<string, string> more, ServerAddress address)
    {
        var text = new StringBuilder("# Written at every start of the server; changes here are lost.\n");
        // Of two lines for one setting the later counts.
        foreach (var (name, value) in Defaults.Concat(more).Concat(address.Settings()))
        {
            if (!SettingName().IsMatch(name) || value.Contains('\n', StringComparison.Ordinal))
                throw new EmbeddedPostgresException($"The server setting '{name}' cannot be written as one line of postgresql.conf.");
            var quoted = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
            text.Append(name).Append(" = '").Append(quoted).Append("'\n");
        }
        return text.ToString();
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.]*\z")]
    private static partial Regex SettingName();
}
