using System.Text;
using LandLedger.Plumbing;

namespace LandLedger.Tests.Tidy;

/// <summary>Writes the reference page of the refusals from their list.</summary>
public static class ProblemsPage
{
    /// <summary>Where the page is.</summary>
    public const string Path = "docs/reference/problems.md";

    /// <summary>The page as it should be now.</summary>
    public static string Write()
    {
        var page = new StringBuilder(
            """
            # Problems

            Every refusal is an RFC 9457 problem (`application/problem+json`) whose `code` is stable; its words are in Vietnamese or English
            by `Accept-Language`. The order below is the order of precedence: of several that apply, a request gets the first.

            This page is written by a test from `Problems.cs`: `LEDGER_WRITE_DOCS=1 bash tests/run.sh`.

            | code | status | tiếng Việt | English |
            |---|---|---|---|

            """);
        foreach (var problem in Problems.All.Where(problem => problem.Status != 0))
            page.Append(null, $"| `{problem.Code}` | {problem.Status} | {problem.Vi} | {problem.En} |\n");
        page.Append(
            """

            ## Faults of fields

            Inside `validation-failed`, the member `errors` lists for each field path what is wrong with it. A request gets all of its faults
            at once.

            | code | tiếng Việt | English |
            |---|---|---|

            """);
        foreach (var fault in Problems.All.Where(problem => problem.Status == 0))
            page.Append(null, $"| `{fault.Code}` | {fault.Vi} | {fault.En} |\n");
        return page.ToString();
    }
}
