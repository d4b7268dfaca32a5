namespace LandLedger.Policies;

/// <summary>Puts the policies on their shelf when the service starts.</summary>
public static class PoliciesSetup
{
    /// <summary>Reads the shipped policies and the folder of setting <c>Ledger:Policies</c>.</summary>
    /// <exception cref="PolicyRefusedException">A document cannot be taken: the service must not start.</exception>
    public static void AddPolicies(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton(PolicyShelf.Load(builder.Configuration["Ledger:Policies"], TimeProvider.System));
}
