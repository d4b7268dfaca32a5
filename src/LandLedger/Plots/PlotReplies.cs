using System.Reflection;
using Wolverine.Http;

namespace LandLedger.Plots;

/// <summary>The answer to a registration: 201 with Location and ETag. Holds no personal data, for replies are kept for replays.</summary>
public sealed record PlotCreated(Guid Id, long Version) : IHttpAware
{
    /// <inheritdoc />
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(PlotCreated), ["application/json"]));

    void IHttpAware.Apply(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/api/v1/plots/{Id}";
        context.Response.Headers.ETag = $"\"{Version}\"";
    }
}

/// <summary>The answer to a change: the plot's new version, also as ETag.</summary>
/// <param name="Id">The plot.</param>
/// <param name="Version">Its version after the change.</param>
/// <param name="Made">Id of what the change made, such as a holder or a request.</param>
/// <param name="Warnings">Codes of what is odd but was recorded.</param>
public sealed record PlotChanged(Guid Id, long Version, Guid? Made = null, string[]? Warnings = null) : IHttpAware
{
    /// <summary>After a number of events on top of a plot.</summary>
    public static PlotChanged By(int events, Plot plot, Guid? made = null, string[]? warnings = null) =>
        new(plot.Id, plot.Version + events, made, warnings);

    /// <inheritdoc />
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
    }

    void IHttpAware.Apply(HttpContext context) => context.Response.Headers.ETag = $"\"{Version}\"";
}

/// <summary>The answer to what will be done by a counterpart: 202, and the card tells the outcome.</summary>
public sealed record PlotAccepted(Guid Id, long Version, Guid RequestId) : IHttpAware
{
    /// <inheritdoc />
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(PlotAccepted), ["application/json"]));

    void IHttpAware.Apply(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.Headers.Location = $"/api/v1/plots/{Id}";
        context.Response.Headers.ETag = $"\"{Version}\"";
    }
}
