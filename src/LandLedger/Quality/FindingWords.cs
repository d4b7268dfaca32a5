using LandLedger.Audit;

namespace LandLedger.Quality;

/// <summary>
/// What a finding says, and what is done about it, in Vietnamese and English. Plots that a reader may not see are not named in it.
/// </summary>
public static class FindingWords
{
    /// <summary>Plots with one certificate, one area and the same holders.</summary>
    public static PlotFinding SamePaper(string serial, ExaminedPlot[] plots) => new(
        FindingTypes.SamePlotTwoNumbers, Severity.High, plots,
        new($"{plots.Length} số thửa có cùng giấy chứng nhận {serial}, cùng diện tích và cùng chủ sử dụng: có thể là một thửa",
            $"{plots.Length} plot numbers have the same certificate {serial}, the same area and the same holders: they may be one plot"),
        new("Đối chiếu bản đồ địa chính và giấy chứng nhận; nếu là một thửa, giữ số đúng và đính chính số còn lại",
            "Compare the cadastral map and the certificate; if it is one plot, keep the right number and correct the other record"));

    /// <summary>A number that one plot had and another has.</summary>
    public static PlotFinding FormerNumber(ExaminedPlot plot, ExaminedPlot[] bearers) => new(
        FindingTypes.SamePlotTwoNumbers, Severity.Medium, [plot, .. bearers],
        new("Một thửa từng mang số mà thửa khác đang mang: có thể là một thửa được nhập hai lần",
            "One plot once had a number that another has now: they may be one plot entered twice"),
        new("Kiểm tra xem số cũ đã được cấp lại cho thửa khác, hay thửa cũ được nhập lại với số cũ",
            "See whether the old number was given to another plot, or the old plot came in again under its old number"));

    /// <summary>Certificates of one plot that stand side by side.</summary>
    public static PlotFinding TwoLiveCertificates(ExaminedPlot plot, Severity severity, string[] serials) => new(
        FindingTypes.TwoLiveCertificates, severity, [plot],
        severity == Severity.High
            ? new($"Thửa {plot.PlotNumber} có các giấy chứng nhận {Join(serials)}; giấy ghi nhận sau không được cấp sau",
                $"Plot {plot.PlotNumber} has certificates {Join(serials)}; the one recorded last was not issued last")
            : new($"Thửa {plot.PlotNumber} có các giấy chứng nhận {Join(serials)}; thiếu ngày cấp nên không rõ giấy nào thay giấy nào",
                $"Plot {plot.PlotNumber} has certificates {Join(serials)}; without their dates nobody can tell which replaces which"),
        new("Xác định giấy còn hiệu lực theo sổ cấp giấy; ghi nhận lại giấy đó và yêu cầu thu hồi giấy kia",
            "Find the valid certificate in the register of issue; record it again, and have the other one withdrawn"));

    /// <summary>One certificate on plots of different owners or communes.</summary>
    public static PlotFinding SharedCertificate(string serial, ExaminedPlot[] plots, bool owners, bool communes) => new(
        FindingTypes.SharedCertificate, owners ? Severity.High : Severity.Medium, plots,
        new($"Giấy chứng nhận {serial} ghi trên {plots.Length} thửa {Both(owners, "khác chủ sử dụng", communes, "khác xã", " và ")}",
            $"Certificate {serial} stands on {plots.Length} plots of "
                + Both(owners, "different owners", communes, "different communes", " and ")),
        new("Đối chiếu số phát hành trên bản chụp của từng thửa; đính chính thửa ghi sai",
            "Compare the serial with the scan of each plot, and correct the plot that has it wrongly"));

    private static string Both(bool one, string first, bool other, string second, string and) =>
        one && other ? first + and + second : one ? first : second;

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts);
}
