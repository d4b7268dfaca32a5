namespace LandLedger.Counterparts;

internal static class CounterpartsProgram
{
    private static void Main() { }
}
