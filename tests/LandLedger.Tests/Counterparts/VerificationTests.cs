using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace LandLedger.Tests.Counterparts;

public sealed class Population_register(RunningCounterparts counterparts) : IClassFixture<RunningCounterparts>, IAsyncLifetime
{
    private const string Lan = "068185000001";
    private const string Hung = "068050000002";
    private const string Dead = "068030000003";
    private const string TwinA = "068085000004";
    private const string TwinB = "068085000005";
    private const string YearOnly = "068145000006";
    private const string Breo = "068190000007";

    private HttpClient Client => counterparts.Client;

    public async ValueTask InitializeAsync()
    {
        object[] people =
        [
            new
            {
                citizenId = Lan, oldIdNumber = "250111222", fullName = "Nguyễn Thị Hoà Lan", birthDate = "1985-02-01", sex = "female",
                state = "alive", address = "left alone",
            },
            new { citizenId = Hung, oldIdNumber = "250333444", fullName = "Đỗ Văn Hùng", birthDate = "1950-12-31", sex = "Nam" },
            new
            {
                citizenId = Dead, oldIdNumber = "250999000", fullName = "Trần Văn Sáu", birthDate = "1930-01-01", sex = "male",
                state = "deceased",
            },
            new { citizenId = TwinA, oldIdNumber = "250777888", fullName = "Lê Văn Minh", birthDate = "1985-05-05", sex = "male" },
            new { citizenId = TwinB, oldIdNumber = "250777888", fullName = "Lê Văn Minh", birthDate = "1985-06-06", sex = "male" },
            new { citizenId = YearOnly, fullName = "Phạm Thị Thuỷ", birthDate = "1945", sex = "female" },
            new { citizenId = Breo, fullName = "K'Brẹo", birthDate = "1990-03-03", sex = "female" },
        ];
        (await Client.PostAsJsonAsync("admin/persons", people)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<(string Answer, string[] Differing, int Score)> Ask(object question)
    {
        var response = await Client.Verify(question);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = await response.Body();
        return ((string)body["answer"]!, [.. body["differingFields"]!.AsArray().Select(field => (string)field!)], (int)body["score"]!);
    }

    [Fact]
    public async Task everything_that_agrees_is_a_match_of_one_hundred()
    {
        var (answer, differing, score) = await Ask(new
        {
            requestId = "match-all", citizenId = Lan, fullName = "Nguyễn Thị Hoà Lan", birthDate = "1985-02-01", sex = "female",
        });

        answer.ShouldBe("match");
        differing.ShouldBeEmpty();
        score.ShouldBe(100);
    }

    [Fact]
    public async Task an_answer_names_the_question_and_repeats_nothing_about_the_person()
    {
        var response = await Client.Verify(new { requestId = "silent", citizenId = Lan, fullName = "Nguyễn Thị Hoà Lan" });

        var body = (JsonObject)await response.Body();
        body.Select(member => member.Key).ShouldBe(["requestId", "answer", "differingFields", "score", "checkedAt"]);
        ((string)body["requestId"]!).ShouldBe("silent");
        ((string)body["checkedAt"]!).ShouldEndWith("Z");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData(Lan, "NGUYỄN THỊ HOÀ LAN")]
    [InlineData(Lan, "nguyễn thị hòa lan")]
    [InlineData(Lan, "  Nguyễn\u00A0 Thị  Hòa Lan ")]
    [InlineData(Hung, "Ðỗ Văn Hùng")]
    [InlineData(YearOnly, "Phạm Thị Thủy")]
    [InlineData(Breo, "K’ Brẹo")]
    public async Task the_way_a_name_is_typed_does_not_matter(string citizenId, string name)
    {
        foreach (var form in new[] { NormalizationForm.FormC, NormalizationForm.FormD })
        {
            var question = new { requestId = Guid.NewGuid().ToString(), citizenId, fullName = name.Normalize(form) };
            (await Ask(question)).Answer.ShouldBe("match");
        }
    }

    [Theory]
    [InlineData(Lan, "Nguyễn Thị Hoa Lan")]
    [InlineData(Lan, "Nguyễn Thị Hoá Lan")]
    [InlineData(Lan, "Nguyễn Thị Lan Hoà")]
    [InlineData(Lan, "Nguyễn Thị HoàLan")]
    [InlineData(Hung, "Đo Văn Hùng")]
    [InlineData(Hung, "Dỗ Văn Hùng")]
    [InlineData(Hung, "Đỗ Văn Hưng")]
    [InlineData(Breo, "Brẹo")]
    public async Task another_letter_tone_or_order_is_another_name(string citizenId, string name)
    {
        var (answer, differing, score) = await Ask(new { requestId = Guid.NewGuid().ToString(), citizenId, fullName = name });

        answer.ShouldBe("mismatch");
        differing.ShouldBe(["fullName"]);
        score.ShouldBe(40);
    }

    [Fact]
    public async Task a_mismatch_names_every_field_that_differs()
    {
        var (answer, differing, score) = await Ask(new
        {
            requestId = "all-differ", citizenId = Lan, fullName = "Nguyễn Thị Mai", birthDate = "1985-01-02", sex = "male",
        });

        answer.ShouldBe("mismatch");
        differing.ShouldBe(["fullName", "birthDate", "sex"]);
        score.ShouldBe(40);
    }

    [Fact]
    public async Task a_birth_year_is_compared_as_a_year_and_is_worth_less_than_a_date()
    {
        var same = await Ask(new { requestId = "year-same", citizenId = Lan, fullName = "Nguyễn Thị Hòa Lan", birthYear = 1985 });
        var other = await Ask(new { requestId = "year-other", citizenId = Lan, fullName = "Nguyễn Thị Hòa Lan", birthYear = 1986 });

        same.Answer.ShouldBe("match");
        same.Score.ShouldBe(85);
        other.Answer.ShouldBe("mismatch");
        other.Differing.ShouldBe(["birthDate"]);
    }

    [Fact]
    public async Task a_date_agrees_with_an_entry_of_which_only_the_year_is_known()
    {
        var same = await Ask(new { requestId = "entry-1", citizenId = YearOnly, fullName = "Phạm Thị Thuỷ", birthDate = "1945-07-07" });
        var other = await Ask(new { requestId = "entry-2", citizenId = YearOnly, fullName = "Phạm Thị Thuỷ", birthDate = "1946-07-07" });

        same.Answer.ShouldBe("match");
        same.Score.ShouldBe(85);
        other.Differing.ShouldBe(["birthDate"]);
    }

    [Fact]
    public async Task nobody_with_the_number_is_unknown()
    {
        var (answer, differing, score) = await Ask(new { requestId = "nobody", citizenId = "068099999999", fullName = "Nguyễn Văn Ai" });

        answer.ShouldBe("unknown");
        differing.ShouldBeEmpty();
        score.ShouldBe(0);
    }

    [Fact]
    public async Task a_citizen_id_nobody_has_is_not_replaced_by_the_old_number()
    {
        var (answer, _, _) = await Ask(new
        {
            requestId = "no-fall-back", citizenId = "068099999998", oldIdNumber = "250111222", fullName = "Nguyễn Thị Hòa Lan",
        });

        answer.ShouldBe("unknown");
    }

    [Fact]
    public async Task a_recorded_death_is_told_and_so_is_what_differs()
    {
        var same = await Ask(new { requestId = "dead", citizenId = Dead, fullName = "Trần Văn Sáu" });
        var other = await Ask(new { requestId = "dead-other", oldIdNumber = "250999000", fullName = "Trần Văn Bảy" });

        same.Answer.ShouldBe("deceased");
        same.Differing.ShouldBeEmpty();
        other.Answer.ShouldBe("deceased");
        other.Differing.ShouldBe(["fullName"]);
    }

    [Fact]
    public async Task an_old_number_of_one_person_finds_that_person_with_less_certainty()
    {
        var (answer, _, score) = await Ask(new
        {
            requestId = "old-number", oldIdNumber = "250333444", fullName = "Đỗ Văn Hùng", birthDate = "1950-12-31", sex = "male",
        });

        answer.ShouldBe("match");
        score.ShouldBe(90);
    }

    [Theory]
    [InlineData("Lê Văn Minh", null)]
    [InlineData("Lê Văn Minh", "1985-07-07")]
    [InlineData("Lê Văn Quang", "1985-05-05")]
    public async Task people_who_share_an_old_number_and_are_not_told_apart_are_ambiguous(string name, string? birthDate)
    {
        var (answer, differing, score) = await Ask(new
        {
            requestId = Guid.NewGuid().ToString(), oldIdNumber = "250777888", fullName = name, birthDate,
        });

        answer.ShouldBe("ambiguous");
        differing.ShouldBeEmpty();
        score.ShouldBe(0);
    }

    [Fact]
    public async Task name_and_birth_tell_people_with_one_old_number_apart()
    {
        var (answer, _, _) = await Ask(new
        {
            requestId = "told-apart", oldIdNumber = "250777888", fullName = "Lê Văn Minh", birthDate = "1985-06-06",
        });

        answer.ShouldBe("match");
    }

    [Fact]
    public async Task a_later_word_about_a_person_replaces_the_earlier()
    {
        const string number = "068085000077";
        await Client.PostAsJsonAsync("admin/persons", new[]
        {
            new { citizenId = number, oldIdNumber = "250500500", fullName = "Vũ Văn An", birthDate = "1985-01-01", sex = "male" },
        });
        await Client.PostAsJsonAsync("admin/persons", new[]
        {
            new { citizenId = number, oldIdNumber = "250600600", fullName = "Vũ Văn An", birthDate = "1985-01-01", sex = "male" },
        });

        (await Ask(new { requestId = "moved-1", oldIdNumber = "250500500", fullName = "Vũ Văn An" })).Answer.ShouldBe("unknown");
        (await Ask(new { requestId = "moved-2", oldIdNumber = "250600600", fullName = "Vũ Văn An" })).Answer.ShouldBe("match");
    }

    [Fact]
    public async Task the_same_question_again_gets_the_same_answer_even_when_the_register_has_learnt()
    {
        var question = new { requestId = "again", citizenId = "068085000088", fullName = "Vũ Văn Bình" };
        var first = await (await Client.Verify(question)).Content.ReadAsStringAsync();
        await Client.PostAsJsonAsync("admin/persons", new[]
        {
            new { question.citizenId, question.fullName, birthDate = "1985-01-01", sex = "male" },
        });

        var second = await (await Client.Verify(question)).Content.ReadAsStringAsync();

        second.ShouldBe(first);
        (await Ask(new { requestId = "again-anew", question.citizenId, question.fullName })).Answer.ShouldBe("match");
    }

    [Fact]
    public async Task another_question_under_a_used_request_id_is_refused()
    {
        await Ask(new { requestId = "used", citizenId = Lan, fullName = "Nguyễn Thị Hòa Lan" });

        var response = await Client.Verify(new { requestId = "used", citizenId = Lan, fullName = "Nguyễn Thị Hòa" });

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await response.Code()).ShouldBe("request-id-reused");
    }
}
