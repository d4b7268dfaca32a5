using System.Globalization;
using LandLedger.Plots;
using NodaTime;

namespace LandLedger.Audit;

/// <summary>What an event says to a reader: the fields it changed, the paper it relies on, and when it took effect.</summary>
/// <param name="Changes">Old and new value of each field; persons by id, in the form <c>person:…</c>.</param>
/// <param name="Instrument">The paper, if the event names one.</param>
/// <param name="EffectiveOn">When it took effect, if the event says.</param>
public sealed record PlotStory(FieldChange[] Changes, string? Instrument = null, LocalDate? EffectiveOn = null)
{
    /// <summary>How a person is written in a change until an answer shows them masked.</summary>
    public const string PersonPrefix = "person:";

    /// <summary>Reads an event. Depends on the event alone, so that history, audit and any rebuild tell the same.</summary>
    public static PlotStory Of(object happened) => happened switch
    {
        PlotRegistered it => new(Registered(it), it.Instrument, it.EffectiveOn),
        PlotCorrected it => new(it.Changes, it.Instrument, it.EffectiveOn),
        PlotRenumberedBecauseCommunesMerged it => new([Renumbered(it.From, it.To)], it.Instrument, it.EffectiveOn),
        PlotRenumberingReversed it => new([Renumbered(it.From, it.To)], it.Instrument, it.EffectiveOn),
        DocumentAttached it => new([new("documents", null, $"{it.Kind} {it.MediaType} sha256:{it.Sha256}")]),
        DocumentWithdrawn it => new([new("documents", it.DocumentId.ToString(), null)]),
        CertificateRecorded it => new([new("certificates", null, it.Serial)], it.Serial, it.IssuedOn),
        HolderRecorded it =>
            new([new("holders", null, $"{PersonPrefix}{it.PersonId} {Word(it.Role)} {it.Share}")], it.Instrument, it.EffectiveOn),
        HolderRemoved it => new([new("holders", $"{PersonPrefix}{it.PersonId}", null)], it.Instrument, it.EffectiveOn),
        OwnerMatched it => new([new("match", null, $"matched {it.Score.ToString(CultureInfo.InvariantCulture)}")]),
        OwnerMatchFailed it => new([new("match", null, string.Join(' ', [Word(it.Cause), .. it.DifferingFields]))]),
        OwnerMatchReversed _ => new([new("match", "matched", "reversed")]),
        SourceRecordReceived it =>
            new([.. it.Values.Select(value => new FieldChange($"{it.System}.{value.Field}", null, value.Value))], it.System),
        ConflictFound it => new([new(it.Field, it.Held.Value, it.Offered.Value)], it.Offered.Source, it.Offered.On),
        DifferenceDecidedByRule it => new(
        [
            new(it.Field, it.Held.Value, it.Choice == ConflictChoice.Offered ? it.Offered.Value : it.Held.Value),
            new($"{it.Offered.Source}.{it.Field}", null, it.Offered.Value),
        ], $"{it.Rule} {it.Policy}", it.Offered.On),
        ConflictResolutionProposed it => new([new("proposal", null, Word(it.Choice))], it.DocumentId?.ToString()),
        ConflictResolved it => new([new(it.Field, it.From, it.To)], it.DocumentId?.ToString()),
        ConflictReopened it => new([new("conflict", "resolved", "open")], it.ConflictId.ToString()),
        SyncedToVnLis it => new([new("sync", null, it.Receipt)], it.Receipt),
        VnLisRejected it => new([new("sync", null, $"rejected {it.Code}")]),
        _ => new([]),
    };

    /// <summary>One sentence in Vietnamese and English for an event of this name.</summary>
    public static Sentence Tell(string eventName, IReadOnlyList<FieldChange> changes, string? instrument)
    {
        var fields = string.Join(", ", changes.Select(change => change.Field).Distinct());
        var first = changes.Count > 0 ? changes[0] : new FieldChange("", null, null);
        return eventName switch
        {
            "plot_registered" => new($"Đăng ký thửa đất {first.To} theo {instrument}", $"Plot {first.To} was registered on {instrument}"),
            "plot_corrected" => new($"Đính chính {fields} theo {instrument}", $"{fields} corrected on {instrument}"),
            "plot_renumbered_because_communes_merged" => new($"Đổi số thửa từ {first.From} thành {first.To} do sắp xếp xã, theo {instrument}",
                $"Renumbered from {first.From} to {first.To} because communes were merged, on {instrument}"),
            "plot_renumbering_reversed" => new($"Hủy việc đổi số: từ {first.From} trở lại {first.To}, theo {instrument}",
                $"Renumbering taken back: from {first.From} to {first.To} again, on {instrument}"),
            "document_attached" => new($"Đính kèm tài liệu: {first.To}", $"Document attached: {first.To}"),
            "document_withdrawn" => new("Rút tài liệu", "Document withdrawn"),
            "certificate_recorded" => new($"Ghi nhận giấy chứng nhận {first.To}", $"Certificate {first.To} recorded"),
            "holder_recorded" => new($"Ghi nhận chủ sử dụng {first.To} theo {instrument}", $"Holder {first.To} recorded on {instrument}"),
            "holder_removed" => new($"Xóa chủ sử dụng {first.From} theo {instrument}", $"Holder {first.From} removed on {instrument}"),
            "owner_matched" => new("Chủ sử dụng khớp cơ sở dữ liệu dân cư", "Owner matched with the population register"),
            "owner_match_failed" => new($"Đối chiếu dân cư không khớp: {first.To}", $"Population register did not confirm: {first.To}"),
            "owner_match_reversed" => new("Hủy kết quả đối chiếu", "Match taken back"),
            "source_record_received" => new($"Nhận bản ghi từ {instrument}", $"Record received from {instrument}"),
            "conflict_found" => new($"Mâu thuẫn về {fields}: giữ {first.From}, {instrument} ghi {first.To}",
                $"Conflict on {fields}: held {first.From}, {instrument} says {first.To}"),
            "difference_decided_by_rule" => new($"Quy tắc {instrument} quyết định {first.Field}: {first.To}",
                $"Rule {instrument} decided {first.Field}: {first.To}"),
            "conflict_resolution_proposed" => new($"Đề xuất giải quyết: chọn {first.To}", $"Resolution proposed: {first.To}"),
            "conflict_resolved" => new($"Giải quyết mâu thuẫn về {fields}: {first.To}", $"Conflict on {fields} settled: {first.To}"),
            "conflict_reopened" => new("Mở lại mâu thuẫn", "Conflict reopened"),
            "synced_to_vn_lis" => new($"VnLIS đã nhận, biên nhận {first.To}", $"VnLIS took the plot, receipt {first.To}"),
            "vn_lis_rejected" => new($"VnLIS từ chối: {first.To}", $"VnLIS refused: {first.To}"),
            "tombstone" => new("Một lần ghi bị từ chối; số thứ tự này không mang thay đổi nào",
                "A commit was refused; this sequence number carries no change"),
            _ => new(eventName, eventName),
        };
    }

    // A number of another list than today's is told with its list's date: the digits alone would name another plot.
    private static FieldChange Renumbered(PlotNumber from, PlotNumber to) =>
        new(PlotDescription.NumberField, Dated(from), Dated(to));

    private static string Dated(PlotNumber number) =>
        (number with { Commune = PlotNumberKey.CommuneOf(number.Commune, number.CodeListDate) }).ToString();

    private static FieldChange[] Registered(PlotRegistered it)
    {
        var described = PlotDescription.Of(it);
        return
        [
            .. PlotDescription.Fields.Select(field => new FieldChange(field, null, described.Value(field)))
                .Where(change => change.To is not null),
        ];
    }

    private static string Word<T>(T value)
        where T : struct, Enum
    {
        var word = value.ToString();
        return char.ToLowerInvariant(word[0]) + word[1..];
    }
}

/// <summary>One sentence in both languages.</summary>
public sealed record Sentence(string Vi, string En);
