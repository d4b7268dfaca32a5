using System.Collections;
using System.ComponentModel;
using System.Diagnostics;

namespace LandLedger.EmbeddedPostgres;

/// <summary>A program run to its end, with what it wrote.</summary>
internal sealed record Command(string Program, params string[] Arguments)
{
    /// <summary>The code of a program that could not be started at all (missing, broken link, other processor), as in a shell.</summary>
    public const int CouldNotStart = 127;

    /// <summary>The account it runs as; null for the caller's own. Only root may name one.</summary>
    public string? Account { get; init; }

    public string? Folder { get; init; }

    /// <summary>It leaves a server behind. On Windows that server would inherit our pipes and keep them open: none are made.</summary>
    public bool LeavesServerBehind { get; init; }

    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    public async Task<Outcome> RunAsync(CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = StartInfo() };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return new Outcome(CouldNotStart, "", e.Message);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Deadline);
        try
        {
            return await FinishAsync(process, limit.Token);
        }
        catch (OperationCanceledException) when (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            return new Outcome(CouldNotStart, "", $"gave no answer within {Deadline.TotalSeconds:0} seconds");
        }
    }

    private static async Task<Outcome> FinishAsync(Process process, CancellationToken cancellation)
    {
        if (!process.StartInfo.RedirectStandardOutput)
        {
            await process.WaitForExitAsync(cancellation);
            return new Outcome(process.ExitCode, "", "");
        }
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new Outcome(process.ExitCode, await output, await error);
    }

    private ProcessStartInfo StartInfo()
    {
        var piped = !(LeavesServerBehind && OperatingSystem.IsWindows());
        var info = new ProcessStartInfo(Program, Arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = piped,
            RedirectStandardOutput = piped,
            RedirectStandardError = piped,
            // The account may not be allowed into the caller's current folder.
            WorkingDirectory = Folder ?? Path.GetPathRoot(Path.GetTempPath())!,
        };
        if (Account is not null)
            info.UserName = Account;
        // Messages are read and shown; PGDATA, PGPORT and their like would redirect the private cluster to another one.
        info.Environment["LC_ALL"] = "C";
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable.Key is string name && name.StartsWith("PG", StringComparison.Ordinal))
                info.Environment.Remove(name);
        }
        return info;
    }

    internal sealed record Outcome(int Code, string Output, string Error)
    {
        public bool Succeeded => Code == 0;

        /// <summary>The last line that says something, for a message.</summary>
        public string LastWords => LastLine(Error) ?? LastLine(Output) ?? $"exit code {Code}";

        private static string? LastLine(string text) =>
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
    }
}
