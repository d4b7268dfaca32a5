using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LandLedger.Tests.Tidy;

/// <summary>Finds the fold of a type: <c>Evolve</c> and the switch over the event in it.</summary>
public static class Evolves
{
    /// <summary>The folds of a type.</summary>
    public static IEnumerable<MethodDeclarationSyntax> MethodsOf(TypeDeclarationSyntax type) =>
        type.Members.OfType<MethodDeclarationSyntax>().Where(method => method.Identifier.Text == "Evolve" && method.ParameterList.Parameters.Count == 1);

    /// <summary>The arms over the event; null when the method holds no such switch.</summary>
    public static IReadOnlyList<SwitchExpressionArmSyntax>? ArmsOf(MethodDeclarationSyntax evolve)
    {
        var parameter = evolve.ParameterList.Parameters[0].Identifier.Text;
        return evolve.DescendantNodes().OfType<SwitchExpressionSyntax>()
            .FirstOrDefault(over => over.GoverningExpression.ToString() == parameter || over.GoverningExpression.ToString() == $"{parameter}.Data")
            ?.Arms;
    }

    /// <summary>The event type that an arm is for, or null when the store would not see one.</summary>
    public static string? EventOf(SwitchExpressionArmSyntax arm) => arm.Pattern switch
    {
        DeclarationPatternSyntax { Designation: SingleVariableDesignationSyntax } bound => bound.Type.ToString(),
        RecursivePatternSyntax { Type: { } type, Designation: SingleVariableDesignationSyntax } => type.ToString(),
        _ => null,
    };
}
