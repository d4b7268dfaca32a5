using LandLedger.Sources.CodeLists;

namespace LandLedger.Sources.Rows;

/// <summary>The words for who holds and in what role (fields 12 and 13 of form PL3), in codes.</summary>
internal static class Holders
{
    public const string Individual = "individual";
    public const string Organisation = "organisation";
    public const string Household = "household";
    public const string Community = "community";

    public const string Owner = "owner";
    public const string Spouse = "spouse";
    public const string HouseholdHead = "household-head";
    public const string Representative = "representative";
    public const string Member = "member";

    /// <summary>The kind of holder, or null if the words are unknown.</summary>
    public static string? KindOf(string words) => VietnameseText.Key(words) switch
    {
        "cá nhân" or "vợ chồng" or "đồng sử dụng" or Individual => Individual,
        "hộ gia đình" or Household => Household,
        "cộng đồng dân cư" or "cộng đồng" or Community => Community,
        "tổ chức" or Organisation => Organisation,
        _ => null,
    };

    /// <summary>The role, or null if the words are unknown.</summary>
    public static string? RoleOf(string words) => VietnameseText.Key(words) switch
    {
        "cá nhân" or "chủ sử dụng" or Owner => Owner,
        "chồng" or "vợ" or Spouse => Spouse,
        "chủ hộ" or HouseholdHead => HouseholdHead,
        "người đại diện" or "đại diện" or Representative => Representative,
        "thành viên" or Member => Member,
        _ => null,
    };

    /// <summary>The role of someone of whom only the kind is stated.</summary>
    public static string UsualRole(string kind) => kind switch
    {
        Individual => Owner,
        Household => HouseholdHead,
        _ => Representative,
    };

    /// <summary>The sex, or null if the words are unknown.</summary>
    public static string? SexOf(string words) => VietnameseText.Key(words) switch
    {
        "nam" or "male" => "male",
        "nữ" or "female" => "female",
        _ => null,
    };
}
