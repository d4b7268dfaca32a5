var app = Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder(args).Build();
app.Run();

/// <summary>Entry point.</summary>
public partial class Program;
