using Microsoft.AspNetCore.Authorization;

namespace LandLedger.Access;

/// <summary>What a person may do. A role is a set of these; an endpoint names exactly one.</summary>
public static class Permissions
{
    /// <summary>See the clean view, history and work lists, personal values masked.</summary>
    public const string ReadPlots = "plots:read";

    /// <summary>Record what happened to a plot.</summary>
    public const string ChangePlots = "plots:change";

    /// <summary>Read a scan; the reading is logged.</summary>
    public const string ReadScans = "scans:read";

    /// <summary>Propose how a conflict is settled, or reopen a settled one.</summary>
    public const string ProposeResolutions = "conflicts:propose";

    /// <summary>Approve another person's proposal.</summary>
    public const string ApproveResolutions = "conflicts:approve";

    /// <summary>Import source files and steer import runs.</summary>
    public const string ImportSources = "imports:run";

    /// <summary>See import runs and what they held back.</summary>
    public const string ReadImports = "imports:read";

    /// <summary>Let an import run go on that was held for a second pair of eyes.</summary>
    public const string ReleaseImports = "imports:release";

    /// <summary>Search the audit trail across plots and see who looked.</summary>
    public const string SearchAudit = "audit:search";

    /// <summary>See across plots what rules decided.</summary>
    public const string ReadDecisions = "decisions:read";

    /// <summary>Try a policy on plots without changing them.</summary>
    public const string TryPolicies = "policies:try";

    /// <summary>Ask that a person be erased.</summary>
    public const string RequestErasures = "persons:erase";

    /// <summary>Approve another person's request that somebody be erased.</summary>
    public const string ApproveErasures = "persons:approve-erasure";

    /// <summary>See which persons are to be erased or were.</summary>
    public const string ReadErasures = "persons:erasures";

    /// <summary>Propose, stop and go on with a reorganisation of communes and map sheets, or the taking back of one.</summary>
    public const string ProposeReorganisations = "reorganisations:propose";

    /// <summary>Approve another person's reorganisation.</summary>
    public const string ApproveReorganisations = "reorganisations:approve";

    /// <summary>See reorganisations and what they leave to a person.</summary>
    public const string ReadReorganisations = "reorganisations:read";

    /// <summary>Build views anew beside the living ones.</summary>
    public const string RunRebuilds = "rebuilds:run";

    /// <summary>See rebuilds and what they found.</summary>
    public const string ReadRebuilds = "rebuilds:read";

    /// <summary>Let a rebuilt view take the living one's place.</summary>
    public const string ApproveRebuilds = "rebuilds:approve";

    /// <summary>The roles and what each may do. Who changes plots cannot search the audit trail, and the reverse.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> OfRoles = new Dictionary<string, string[]>
    {
        [Roles.Registrar] = [ReadPlots, ChangePlots, ReadScans, ProposeResolutions, ImportSources, ReadImports],
        [Roles.Approver] = [ReadPlots, ReadScans, ApproveResolutions, ReadDecisions, TryPolicies, ReadImports, ReleaseImports,
            ApproveErasures, ReadErasures, ReadRebuilds, ApproveRebuilds, ProposeReorganisations, ApproveReorganisations,
            ReadReorganisations],
        [Roles.SecurityOfficer] = [ReadPlots, SearchAudit, ReadDecisions, ReadErasures, ReadRebuilds],
        [Roles.Rebuilder] = [ReadPlots, TryPolicies, RunRebuilds, ReadRebuilds, ApproveRebuilds, ProposeReorganisations, ReadReorganisations],
        [Roles.DataProtectionOfficer] = [ReadPlots, SearchAudit, RequestErasures, ApproveErasures, ReadErasures],
        [Roles.Operator] = [],
    };

    /// <summary>Every permission there is.</summary>
    public static readonly IReadOnlyList<string> All = [.. OfRoles.Values.SelectMany(permissions => permissions).Distinct()];
}

/// <summary>The roles an access token may carry in its <c>role</c> claims.</summary>
public static class Roles
{
    /// <summary>Records plot changes.</summary>
    public const string Registrar = "registrar";

    /// <summary>Approves what a registrar proposed.</summary>
    public const string Approver = "approver";

    /// <summary>Audits who changed and who looked; changes nothing.</summary>
    public const string SecurityOfficer = "security-officer";

    /// <summary>Rebuilds views from history.</summary>
    public const string Rebuilder = "rebuilder";

    /// <summary>Answers for personal data.</summary>
    public const string DataProtectionOfficer = "data-protection-officer";

    /// <summary>Runs the service; sees no records.</summary>
    public const string Operator = "operator";
}

/// <summary>How an endpoint finds the commune that decides whether the caller may touch what is asked for.</summary>
public enum Scope
{
    /// <summary>The plot in the route: its present commune must be within the caller's.</summary>
    Plot,

    /// <summary>The body names the commune.</summary>
    CommuneInBody,

    /// <summary>A list: only rows of the caller's communes are in it.</summary>
    Filtered,

    /// <summary>The import run in the route: whoever started it, a person whose scope is the province, or an approver of all its communes.</summary>
    ImportRun,

    /// <summary>The bulk proposal in the route: its commune must be within the caller's.</summary>
    BulkProposal,

    /// <summary>The person in the route, who may hold plots in every commune: only a scope of the whole province.</summary>
    Person,

    /// <summary>About all plots at once: the caller's scope must be the province.</summary>
    Province,
}

/// <summary>
/// Says which permission an endpoint needs and how its commune scope is found. Every endpoint carries one; a test sees to it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PermissionAttribute(string permission, Scope scope) : AuthorizeAttribute(permission)
{
    /// <summary>How the commune is found.</summary>
    public Scope Scope { get; } = scope;
}
