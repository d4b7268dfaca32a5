using System.Text;
using LandLedger.Plots;
using LandLedger.PopulationRegister;
using LandLedger.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;
using Xunit;

namespace LandLedger.Tests.PopulationRegister;

[Collection(ImpatientLedger.Name)]
public sealed class When_no_answer_comes(ImpatientLedger ledger) : IAsyncLifetime
{
    private readonly HttpClient registrar = ledger.As("registrar", "reg-8", "24781");

    private IDeadLetters DeadLetters => ledger.Alba.Services.GetRequiredService<IMessageStore>().DeadLetters;

    public async ValueTask InitializeAsync() => await ledger.Counterparts.Mend();

    public async ValueTask DisposeAsync() => await ledger.Counterparts.Mend();

    [Theory]
    [InlineData("drop", 0)]
    [InlineData("wrong-answer", 0)]
    [InlineData("wrong-answer", 1)]
    [InlineData("status", 500)]
    [InlineData("status", 503)]
    [InlineData("status", 429)]
    [InlineData("timeout", 0)]
    public async Task the_question_is_asked_again_until_it_is_answered(string kind, int value)
    {
        var before = await ledger.Counterparts.Started(Outside.PopulationRegister);
        await ledger.Counterparts.Order(Outside.PopulationRegister, kind, value);
        var plot = await registrar.Clean(ledger.Counterparts);

        (await ledger.Counterparts.Started(Outside.PopulationRegister) - before).ShouldBe(2);
        (await MatchesOf(plot)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_slow_answer_is_waited_for()
    {
        var before = await ledger.Counterparts.Started(Outside.PopulationRegister);
        await ledger.Counterparts.Order(Outside.PopulationRegister, "latency", 500);
        var plot = await registrar.Clean(ledger.Counterparts);

        (await ledger.Counterparts.Started(Outside.PopulationRegister) - before).ShouldBe(1);
        (await MatchesOf(plot)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task what_stays_unanswered_waits_among_the_dead_letters_and_is_answered_when_it_is_replayed()
    {
        var before = await ledger.Counterparts.Started(Outside.PopulationRegister);
        await ledger.Counterparts.Order(Outside.PopulationRegister, "status", 503, 1000);
        var person = Citizen.New();
        await ledger.Counterparts.Know(person);
        var (plot, holder) = await registrar.Owned(person.AsHolder());
        var requestId = await registrar.AskRegister(plot, holder, "asked in vain");

        var letter = await DeadLetterOf(requestId);
        letter.ExceptionMessage.ShouldBe("population-register answered 503.");
        (await ledger.Counterparts.Started(Outside.PopulationRegister) - before).ShouldBe(ImpatientLedger.Attempts);
        Encoding.UTF8.GetString(letter.Envelope.Data!).ShouldBe(
            $$"""{"plotId":"{{plot}}","holderId":"{{holder}}","requestId":"{{requestId}}"}""");
        await OperatorWasTold(letter.Id);

        await ledger.Counterparts.Mend();
        await DeadLetters.ReplayAsync(new([letter.Id]), TestContext.Current.CancellationToken);
        await registrar.Match(plot, "matched");
        var matched = (await MatchesOf(plot)).ShouldHaveSingleItem();
        matched.UserName.ShouldBe("reg-8");
        matched.GetHeader("reason").ShouldBe("asked in vain");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(409)]
    [InlineData(413)]
    public async Task a_question_that_is_refused_is_not_asked_again_but_kept_for_the_operator(int status)
    {
        var before = await ledger.Counterparts.Started(Outside.PopulationRegister);
        await ledger.Counterparts.Order(Outside.PopulationRegister, "status", status);
        var person = Citizen.New();
        await ledger.Counterparts.Know(person);
        var (plot, holder) = await registrar.Owned(person.AsHolder());
        var requestId = await registrar.AskRegister(plot, holder);

        var letter = await DeadLetterOf(requestId);
        letter.ExceptionType.ShouldEndWith("CounterpartRefusedException");
        (await ledger.Counterparts.Started(Outside.PopulationRegister) - before).ShouldBe(1);

        await DeadLetters.ReplayAsync(new([letter.Id]), TestContext.Current.CancellationToken);
        await registrar.Match(plot, "matched");
    }

    private Task<DeadLetterEnvelope> DeadLetterOf(string requestId) => Calls.Eventually(
        async () => (await DeadLetters.QueryAsync(new() { MessageType = typeof(MatchOwner).FullName },
            TestContext.Current.CancellationToken))
            .Envelopes.FirstOrDefault(letter => Encoding.UTF8.GetString(letter.Envelope.Data!)
                .Contains(requestId, StringComparison.Ordinal))!,
        letter => letter is not null, 40);

    // The message is moved first and told of then, so whoever sees the letter may be ahead of the line.
    private Task<bool> OperatorWasTold(Guid letter) => Calls.Eventually(
        () => Task.FromResult(ledger.Log.Any(line =>
            line.StartsWith("Error LandLedger.Outgoing.DeadLettered MatchOwner ", StringComparison.Ordinal)
            && line.Contains(letter.ToString(), StringComparison.Ordinal))),
        told => told);

    private async Task<List<JasperFx.Events.IEvent>> MatchesOf(string plot)
    {
        await using var session = ledger.Store.QuerySession();
        return [.. (await session.Events.FetchStreamAsync(Guid.Parse(plot))).Where(recorded => recorded.Data is OwnerMatched)];
    }
}
