using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Authorizer.Lambda;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Hosting;
using Contract;
using LambdaRuntime;
using Xunit;

namespace Authorizer.Tests.Tokens;

/// <summary>A valid token becomes invalid if one byte is changed or if the token is truncated.</summary>
public sealed class TamperingTests : IDisposable
{
    private readonly AuthorizerOptions _options = new();
    private readonly AuthorizerFunction _function;
    private readonly ArrayBufferWriter<byte> _answer = new();

    public TamperingTests() =>
        _function = AuthorizerFunction.Create(SettingsReader.Read(_options.Variables.GetValueOrDefault, "/nowhere"), new OpenSslPlatform(), Stream.Null, () => Moment.Now);

    public void Dispose() => _options.Dispose();

    [Fact]
    public void Every_truncated_token_is_refused()
    {
        string token = TestTokens.Access();
        Assert.True(IsAllowed(Event(token)));

        for (int length = 0; length < token.Length; length++)
        {
            Assert.False(IsAllowed(Event(token[..length])), $"the first {length} characters");
            Assert.False(IsAllowed(Event(token[(length + 1)..])), $"all characters after the first {length + 1}");
        }
    }

    [Fact]
    public void Every_change_of_a_single_byte_is_refused()
    {
        byte[] request = Event(TestTokens.Access());
        int start = request.AsSpan().IndexOf("Bearer "u8) + "Bearer "u8.Length;
        int end = start + request.AsSpan(start).IndexOf((byte)'"');
        Assert.True(IsAllowed(request));

        for (int at = start; at < end; at++)
        {
            byte original = request[at];
            for (int value = 0; value <= byte.MaxValue; value++)
            {
                request[at] = (byte)value;
                Assert.True(value == original || !IsAllowed(request), $"byte {at - start} changed to {value}");
            }

            request[at] = original;
        }
    }

    private static byte[] Event(string token) => Encoding.UTF8.GetBytes(TestEvents.RestToken(TestEvents.Bearer(token)).ToJsonString());

    private bool IsAllowed(byte[] request)
    {
        _answer.ResetWrittenCount();
        InvocationOutcome outcome = _function.Handle(new Invocation("r"u8, default, request), _answer);
        return outcome.ErrorType is null && _answer.WrittenSpan.IndexOf("\"Effect\":\"Allow\""u8) >= 0;
    }
}
