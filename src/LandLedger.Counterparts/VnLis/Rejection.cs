namespace LandLedger.Counterparts.VnLis;

/// <summary>Why a plot record was not taken in.</summary>
/// <param name="Status">422 for what is wrong with the record, 409 for a key used for another record.</param>
/// <param name="Code">Stable.</param>
/// <param name="Reason">For people.</param>
internal sealed record Rejection(int Status, string Code, string Reason)
{
    public static Rejection KeyReused { get; } = new(
        409, "idempotency-key-reused", "this Idempotency-Key was used for another record");

    public static Rejection VersionNotNewer { get; } = new(
        422, "version-not-newer", "this or a later version of the plot has been accepted under another key");

    public static Rejection CommuneUnknown { get; } = new(
        422, "commune-unknown", "the commune is not in the code list in force since 1 July 2025");

    public static Rejection DuplicatePlotNumber { get; } = new(
        422, "duplicate-plot-number", "another plot has this commune, sheet and plot number");

    public static Rejection AreaNotPositive { get; } = new(
        422, "area-not-positive", "the area of the plot, or of one of its land uses, is not above zero");

    public static Rejection LandUseSumDiffers { get; } = new(
        422, "land-use-sum-differs", "the land uses sum to more than 0.5 square metres beside the area of the plot");

    public static Rejection HolderWithoutCitizenId { get; } = new(
        422, "holder-without-citizen-id", "a holder of the kind individual has no citizen ID of 12 digits");

    public IResult ToResult() => Refusal.As(Status, Code, Reason);
}
