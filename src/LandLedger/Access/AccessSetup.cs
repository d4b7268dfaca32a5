using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.IdentityModel.Tokens;

namespace LandLedger.Access;

/// <summary>Who may come in: access tokens of the configured authority (or of the development issuer), and nobody by default.</summary>
public static class AccessSetup
{
    /// <summary>Adds token checking and one policy per permission; what has no policy needs at least a valid token.</summary>
    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DevelopmentIssuer>();
        builder.Services.AddSingleton<SeenTokens>();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IServiceProvider>((jwt, services) => Trust(jwt, builder, services));

        var authorization = builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var permission in Permissions.All)
        {
            string[] roles = [.. Permissions.OfRoles.Where(role => role.Value.Contains(permission)).Select(role => role.Key)];
            authorization.AddPolicy(permission, policy => policy.RequireAuthenticatedUser().RequireRole(roles).RequireClaim("sub"));
        }
    }

    private static void Trust(JwtBearerOptions jwt, WebApplicationBuilder builder, IServiceProvider services)
    {
        var checks = new TokenValidationParameters
        {
            NameClaimType = "sub",
            RoleClaimType = "role",
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256],
            ClockSkew = TimeSpan.FromSeconds(30),
        };
        jwt.MapInboundClaims = false;
        jwt.Events = services.GetRequiredService<SeenTokens>().Events();
        jwt.TokenValidationParameters = checks;
        if (builder.Configuration["Access:Authority"] is { Length: > 0 } authority)
        {
            jwt.Authority = authority;
            jwt.Audience = builder.Configuration["Access:Audience"];
        }
        else
        {
            checks.ValidIssuer = DevelopmentIssuer.Issuer;
            checks.ValidAudience = DevelopmentIssuer.Audience;
            checks.IssuerSigningKey = services.GetRequiredService<DevelopmentIssuer>().VerificationKey;
        }
    }
}
