using System.Text.RegularExpressions;

namespace LandLedger.Plumbing;

/// <summary>
/// Rules for text that people write and that becomes part of an event for ever: NFC, no control characters, not too long, and
/// nothing that looks like a personal ID number, because what is in an event cannot be taken back.
/// </summary>
public static partial class FreeText
{
    /// <summary>The longest text in characters.</summary>
    public const int MaxLength = 500;

    /// <summary>Notes what is wrong with a text.</summary>
    public static void Check(FieldErrors errors, string path, string? text, bool required = true)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            errors.Require(!required, path, "required");
            return;
        }

        errors.Require(text.Length <= MaxLength, path, "too-long");
        errors.Require(!text.Any(character => char.IsControl(character) || char.IsSurrogate(character)), path, "control-character");
        errors.Require(!HoldsIdNumber(text), path, "personal-data-in-text");
    }

    /// <summary>Whether a text seems to hold a personal ID number.</summary>
    public static bool HoldsIdNumber(string text) => IdNumber().IsMatch(text);

    /// <summary>A text of somebody else's with ID numbers taken out, cut to length.</summary>
    public static string Cleaned(string text)
    {
        var clean = string.Concat(text.Where(character => !char.IsControl(character) && !char.IsSurrogate(character))).Normalize();
        clean = IdNumber().Replace(clean, "***");
        return clean.Length <= MaxLength ? clean : clean[..MaxLength];
    }

    // Nine digits (the old identity card) or twelve (the citizen ID), alone or with the usual gaps.
    [GeneratedRegex(@"(?<!\d)(\d{12}|\d{9}|\d{3}[ .-]\d{3}[ .-]\d{3}[ .-]\d{3}|\d{4}[ .-]\d{4}[ .-]\d{4}|\d{3}[ -]\d{3}[ -]\d{3})(?!\d)")]
    private static partial Regex IdNumber();
}
