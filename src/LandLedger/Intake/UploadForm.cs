using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LandLedger.Intake;

/// <summary>
/// The form of an upload in the description of the API: it is read piece by piece, so no parameter of the endpoint tells what it holds.
/// </summary>
public static class UploadForm
{
    /// <summary>Adds the form to the description.</summary>
    public static void DescribeUploads(this OpenApiOptions options) => options.AddOperationTransformer((operation, context, _) =>
    {
        if (context.Description is { HttpMethod: "POST", RelativePath: "api/v1/imports" })
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { ["multipart/form-data"] = new() { Schema = Schema() } },
            };
        }

        return Task.CompletedTask;
    });

    private static OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "system", "file" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["system"] = Text("PL3, VBDLIS or VNPT-iLIS"),
            ["file"] = Text("The file as the system exports it", "binary"),
            ["manifest"] = Text("JSON: system, sha256 of the file, rows, madeAt"),
            ["signature"] = Text("ECDSA P-256 over SHA-256 of the manifest's exact bytes, DER in base64"),
        },
    };

    private static OpenApiSchema Text(string what, string? format = null) =>
        new() { Type = JsonSchemaType.String, Description = what, Format = format };
}
