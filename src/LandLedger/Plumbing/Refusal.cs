using Microsoft.AspNetCore.Mvc;

namespace LandLedger.Plumbing;

/// <summary>The only way the ledger says no: a problem (RFC 9457) with a stable code. Its words come from <see cref="Problems"/>.</summary>
public static class Refusal
{
    /// <summary>A refusal whose status and texts stand in the list of problems.</summary>
    /// <param name="code">A code of <see cref="Problems.All"/>.</param>
    /// <param name="detail">What exactly was found, without personal data; appended to the standing text.</param>
    public static ProblemDetails Because(string code, string? detail = null)
    {
        var problem = Problems.Find(code);
        var answer = new ProblemDetails { Status = problem.Status, Title = problem.En, Detail = detail };
        answer.Extensions["code"] = code;
        return answer;
    }

    /// <summary>A refusal of the body's content, with the texts per field path.</summary>
    public static ProblemDetails Invalid(FieldErrors errors)
    {
        var answer = Because("validation-failed");
        answer.Extensions["errors"] = errors.ByPath;
        return answer;
    }

    /// <summary>The code of a problem, or null for one that is not ours.</summary>
    public static string? CodeOf(ProblemDetails problem) => problem.Extensions.TryGetValue("code", out var code) ? code as string : null;
}

/// <summary>Collects what is wrong with a body, by field path, so that a person can mend everything in one go.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, List<FieldError>> errors = [];

    /// <summary>Whether nothing was found.</summary>
    public bool None => errors.Count == 0;

    /// <summary>Path to codes; the texts are put in by language when the answer is written.</summary>
    public IReadOnlyDictionary<string, List<FieldError>> ByPath => errors;

    /// <summary>Notes a fault at a path such as <c>landUses[0].purpose</c>.</summary>
    public void Add(string path, string code, string? found = null)
    {
        if (!errors.TryGetValue(path, out var list))
            errors[path] = list = [];
        list.Add(new(code, found));
    }

    /// <summary>Notes a fault when the condition does not hold.</summary>
    public void Require(bool holds, string path, string code, string? found = null)
    {
        if (!holds)
            Add(path, code, found);
    }
}

/// <summary>One fault of one field: its code and, where it is not personal, what was read.</summary>
public sealed record FieldError(string Code, string? Found);
