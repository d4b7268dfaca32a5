using LandLedger.Audit;

namespace LandLedger.Plumbing;

/// <summary>
/// What cannot be read of a body is logged by Wolverine under the name of the command, in words of the serializer that may quote a
/// member, and what somebody writes in the wrong place may be a name. The client hears what was wrong; the log never does, whatever
/// its settings say.
/// </summary>
public static class QuietBodies
{
    /// <summary>Turns these categories off for every log.</summary>
    public static void KeepBodiesOutOfLogs(this WebApplicationBuilder builder) =>
        builder.Services.PostConfigure<LoggerFilterOptions>(filter =>
        {
            string?[] logs = [null, .. filter.Rules.Select(rule => rule.ProviderName).OfType<string>().Distinct()];
            foreach (var command in typeof(QuietBodies).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IHaveReason))))
            {
                foreach (var log in logs)
                    filter.Rules.Add(new(log, command.FullName, LogLevel.None, null));
            }
        });
}
