using System.Globalization;
using System.Text;

namespace LandLedger.Benchmarks.Load;

/// <summary>Registers one plot after the other, counting through numbers of its own.</summary>
/// <param name="token">The registrar's.</param>
/// <param name="prefix">What its plot numbers begin with.</param>
internal sealed class Registrar(string token, string prefix) : Exchange
{
    private int number;

    public override ReadOnlyMemory<byte> Next() => Post("/api/v1/plots", token,
        $$"""
        {"plotNumber":{"commune":"24781","sheet":"12","plot":"{{prefix}}{{(++number).ToString(CultureInfo.InvariantCulture)}}"},
        "areaSquareMetres":"240.5","landUses":[{"purpose":"ODT","areaSquareMetres":"240.5","origin":"CNQ-CTT","form":"private","term":"long-term"}],
        "address":{"printed":"Thôn 5"},"effectiveOn":"2025-10-01","instrument":"BA 123456","reason":"first registration"}
        """, null);

    public override void Answered(HttpAnswer answer) => answer.Expect(201);

    /// <summary>A request that records something.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="token">Of whoever records.</param>
    /// <param name="body">JSON.</param>
    /// <param name="ifMatch">The version on which it is made; null for none.</param>
    public static byte[] Post(string path, string token, string body, string? ifMatch) => Encoding.UTF8.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {Guid.NewGuid():N}\r\n"
        + (ifMatch is null ? "" : $"If-Match: \"{ifMatch}\"\r\n")
        + $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
}
