using System.Globalization;
using System.Numerics;

namespace LandLedger.Holders;

/// <summary>In what role a person holds a plot.</summary>
public enum HolderRole
{
    /// <summary>Holds the right of use (the land itself belongs to the whole people).</summary>
    Owner,

    /// <summary>Stands for a household, community or organisation.</summary>
    Representative,

    /// <summary>Member of the household named on the certificate.</summary>
    Member,

    /// <summary>Holds the land to manage it.</summary>
    Manager,
}

/// <summary>A share of a right as a fraction (LA_PartyMember of ISO 19152); exact, so that thirds sum to one.</summary>
public readonly record struct Share(BigInteger Numerator, BigInteger Denominator)
{
    /// <summary>Nothing.</summary>
    public static readonly Share None = new(0, 1);

    /// <summary>The whole right.</summary>
    public static readonly Share Whole = new(1, 1);

    /// <summary>Whether the share is above the whole right.</summary>
    public bool ExceedsOne => Numerator > Denominator;

    /// <summary>Reads <c>1/2</c>; null unless it is above 0, at most 1, and its parts are below a million.</summary>
    public static Share? Parse(string text)
    {
        if (text.Split('/') is [var above, var below]
            && int.TryParse(above, NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
            && int.TryParse(below, NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
            && numerator >= 1 && denominator is >= 1 and <= 999_999 && numerator <= denominator)
            return new Share(numerator, denominator).Reduced();
        return null;
    }

    /// <summary>The sum of two shares.</summary>
    public static Share operator +(Share left, Share right) => left.Numerator.IsZero
        ? right
        : new Share(left.Numerator * right.Denominator + right.Numerator * left.Denominator, left.Denominator * right.Denominator).Reduced();

    /// <summary>The fraction as it is written.</summary>
    public override string ToString() => $"{Numerator}/{Denominator}";

    private Share Reduced()
    {
        var divisor = BigInteger.GreatestCommonDivisor(Numerator, Denominator);
        return new(Numerator / divisor, Denominator / divisor);
    }
}
