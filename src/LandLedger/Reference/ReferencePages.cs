using LandLedger.Access;
using LandLedger.Intake;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.OpenApi;
using NodaTime;
using Npgsql;
using Scalar.AspNetCore;

namespace LandLedger.Reference;

/// <summary>What describes the service to its clients: OpenAPI, the reference page, health.</summary>
public static class ReferencePages
{
    /// <summary>Adds the description.</summary>
    public static void AddReference(this WebApplicationBuilder builder)
    {
        builder.Services.AddOpenApi("v1", options =>
        {
            options.DescribeUploads();
            options.AddSchemaTransformer((schema, context, _) => Describe(schema, context));
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new() { Title = "LandLedger", Version = "v1", Description = "The event-sourced land record ledger." };
                document.Components ??= new();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
                document.Components.SecuritySchemes["bearer"] =
                    new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" };
                return Task.CompletedTask;
            });
        });
        builder.Services.AddHealthChecks().AddCheck<DatabaseAnswers>("database");
    }

    /// <summary>Maps them; none needs a token, none shows a record.</summary>
    public static void MapReference(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapScalarApiReference("/docs", page =>
            page.WithTitle("LandLedger").WithOpenApiRoutePattern("/openapi/v1.json").DisableDefaultFonts()).AllowAnonymous();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready").AllowAnonymous();
    }

    // NodaTime and decimals travel as text; without this the page would show their insides.
    private static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var format = type == typeof(LocalDate)
            ? "date"
            : type == typeof(Instant) ? "date-time" : type == typeof(decimal) ? "decimal" : null;
        if (format is not null)
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = format;
            schema.Properties = null;
        }

        return Task.CompletedTask;
    }

    private sealed class DatabaseAnswers(NpgsqlDataSource database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await using var command = database.CreateCommand("select 1");
                await command.ExecuteScalarAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (NpgsqlException)
            {
                return HealthCheckResult.Unhealthy("The database does not answer.");
            }
        }
    }
}
