using System.Net;
using System.Text.Json;
using System.Threading.RateLimiting;
using LandLedger.PopulationRegister;
using LandLedger.VnLis;

namespace LandLedger.Plumbing;

/// <summary>A counterpart gave no usable answer: unreachable, too slow, broken, or out of contract. Its text holds no personal data.</summary>
public sealed class CounterpartFailedException : Exception
{
    /// <summary>A failure without a particular text.</summary>
    public CounterpartFailedException()
    {
    }

    /// <summary>A failure in words.</summary>
    public CounterpartFailedException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its cause.</summary>
    public CounterpartFailedException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>A failure of a named counterpart.</summary>
    public CounterpartFailedException(string counterpart, string what)
        : base($"{counterpart} {what}.")
    {
    }
}

/// <summary>A counterpart refused the call itself: the same call again cannot help. Its text holds no personal data.</summary>
public sealed class CounterpartRefusedException : Exception
{
    /// <summary>A refusal without a particular text.</summary>
    public CounterpartRefusedException()
    {
    }

    /// <summary>A refusal in words.</summary>
    public CounterpartRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal with its cause.</summary>
    public CounterpartRefusedException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>A refusal of a named counterpart.</summary>
    public CounterpartRefusedException(string counterpart, HttpStatusCode status)
        : base($"{counterpart} refused the call with {(int)status}{(status == HttpStatusCode.Unauthorized ? ": its key is not taken" : "")}.")
    {
    }
}

/// <summary>An answer of a counterpart.</summary>
public sealed record CounterpartAnswer(HttpStatusCode Status, JsonDocument Body) : IDisposable
{
    /// <inheritdoc />
    public void Dispose() => Body.Dispose();
}

/// <summary>What calls to the counterparts have in common: one JSON dialect, a limited rate, a time-out, failures without personal data.</summary>
public static class CounterpartCall
{
    private const int LargestAnswer = 256 * 1024;

    /// <summary>JSON of the contracts.</summary>
    public static JsonSerializerOptions Json { get; } = MakeJson();

    /// <summary>
    /// The two clients, with their addresses, keys, time-outs and rates from the settings. One of each for the life of the service: the limit in
    /// rate is theirs, and handlers that are generated ahead take singletons only.
    /// </summary>
    public static void AddCounterparts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IPopulationRegister>(_ => new PopulationRegisterClient(Client("PopulationRegister")));
        builder.Services.AddSingleton<IVnLis>(_ => new VnLisClient(Client("VnLis")));

        HttpClient Client(string name)
        {
            var settings = builder.Configuration.GetSection(name);
            // A redirect would carry personal data to an address that nobody configured.
            var connections = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            };
            var http = new HttpClient(new RateLimited(settings.GetValue("CallsPerSecond", 50)) { InnerHandler = connections })
            {
                BaseAddress = new(settings["Url"] ?? "http://127.0.0.1:5080/"),
                Timeout = TimeSpan.FromSeconds(settings.GetValue("TimeoutSeconds", 10.0)),
                MaxResponseContentBufferSize = LargestAnswer,
            };
            http.DefaultRequestHeaders.Add("X-Api-Key", settings["ApiKey"] ?? "development");
            return http;
        }
    }

    /// <summary>Sends, and reads a JSON answer of 200 or 422.</summary>
    /// <exception cref="CounterpartFailedException">No such answer came; the call may be made again.</exception>
    /// <exception cref="CounterpartRefusedException">The call itself is wrong, or the key.</exception>
    public static async Task<CounterpartAnswer> SendAsync(
        HttpClient http, HttpRequestMessage request, string counterpart, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Conflict
                or HttpStatusCode.RequestEntityTooLarge)
                throw new CounterpartRefusedException(counterpart, response.StatusCode);
            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity))
                throw new CounterpartFailedException(counterpart, $"answered {(int)response.StatusCode}");
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            return new(response.StatusCode, await JsonDocument.ParseAsync(stream, new() { MaxDepth = 16 }, cancellation));
        }
        catch (HttpRequestException)
        {
            throw new CounterpartFailedException(counterpart, "cannot be reached");
        }
        catch (JsonException)
        {
            throw new CounterpartFailedException(counterpart, "answered something that is not JSON");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CounterpartFailedException(counterpart, "did not answer in time");
        }
        finally
        {
            request.Dispose();
        }
    }

    private static JsonSerializerOptions MakeJson()
    {
        var json = new JsonSerializerOptions();
        LedgerJson.Shared(json);
        json.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
        return json;
    }

    private sealed class RateLimited(int perSecond) : DelegatingHandler
    {
        // Tokens come ten times a second, or one by one where the rate is lower than that.
        private readonly TokenBucketRateLimiter limiter = new(new()
        {
            TokenLimit = perSecond,
            TokensPerPeriod = Math.Max(1, perSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(perSecond >= 10 ? 100 : 1000.0 / perSecond),
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var lease = await limiter.AcquireAsync(1, cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            limiter.Dispose();
            base.Dispose(disposing);
        }
    }
}
