using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Keys;
using Authorizer.Lambda;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Hosting;
using Authorizer.ManagedRsa;
using Authorizer.Mcp;
using Authorizer.Options;
using Authorizer.Permissions;
using Contract;
using LambdaRuntime;

namespace Fuzz;

/// <summary>An entry point for untrusted bytes. A target throws an exception if the authorizer breaks a guarantee.</summary>
public abstract class FuzzTarget
{
    /// <summary>All targets by name. The corpus has a folder with the name of each target.</summary>
    public static IReadOnlyDictionary<string, Func<FuzzTarget>> All { get; } = new Dictionary<string, Func<FuzzTarget>>
    {
        ["token"] = static () => new TokenTarget(),
        ["payload"] = static () => new PayloadTarget(),
        ["cache"] = static () => new CacheTarget(),
        ["event"] = static () => new EventTarget(),
        ["jwks"] = static () => new JwksTarget(),
        ["permissions"] = static () => new PermissionsTarget(),
        ["signature"] = static () => new SignatureTarget(),
    };

    /// <summary>Runs one input.</summary>
    /// <param name="input">Any bytes.</param>
    public abstract void Run(ReadOnlySpan<byte> input);

    // Throws if the authorizer allows the input without a valid signature, or answers with an internal error.
    private abstract class FunctionTarget : FuzzTarget
    {
        private readonly AuthorizerFunction _function;
        private readonly ArrayBufferWriter<byte> _answer = new();

        protected FunctionTarget()
        {
            using var options = new AuthorizerOptions();
            _function = AuthorizerFunction.Create(SettingsReader.Read(options.Variables.GetValueOrDefault, "/nowhere"), new OpenSslPlatform(), Stream.Null, static () => Moment.Now);
        }

        protected void Handle(ReadOnlySpan<byte> request, bool mayBeAllowed)
        {
            _answer.ResetWrittenCount();
            InvocationOutcome outcome = _function.Handle(new Invocation("r"u8, default, request), _answer);
            if (outcome.ErrorType == "Authorizer.Internal")
            {
                throw new InvalidOperationException("a defect was caught");
            }

            var reader = new JsonReader(_answer.WrittenSpan, JsonReader.MaxDepth);
            _ = reader.Read();
            if (!reader.Skip() || !reader.Read(JsonToken.End))
            {
                throw new InvalidOperationException("the answer is not JSON");
            }

            if (!mayBeAllowed && _answer.WrittenSpan.IndexOf("\"Effect\":\"Allow\""u8) >= 0)
            {
                throw new InvalidOperationException("allowed without a signature");
            }
        }
    }

    private sealed class TokenTarget : FunctionTarget
    {
        private static readonly byte[] Before = Encoding.UTF8.GetBytes($$"""{"type":"TOKEN","methodArn":"{{TestEvents.Arn("GET", "/pets")}}","authorizationToken":""");

        public override void Run(ReadOnlySpan<byte> input)
        {
            var request = new ArrayBufferWriter<byte>();
            request.Write(Before);
            var writer = new JsonWriter(request);
            writer.StartString();
            writer.StringPart("Bearer "u8);
            writer.StringPart(input);
            writer.EndString();
            request.Write("}"u8);
            Handle(request.WrittenSpan, mayBeAllowed: false);
        }
    }

    // The input is the payload of a correctly signed token, so only the checks of claims can refuse it.
    private sealed class PayloadTarget : FunctionTarget
    {
        private static readonly byte[] Header = Encoding.UTF8.GetBytes(TestTokens.Header().ToJsonString());

        public override void Run(ReadOnlySpan<byte> input)
        {
            string token = SigningKey.Default.Token(Header, input);
            Handle(Encoding.UTF8.GetBytes(TestEvents.RestToken(TestEvents.Bearer(token)).ToJsonString()), mayBeAllowed: true);
        }
    }

    // Uses two correctly signed tokens alternately. The answers with and without a token cache must be equal.
    private sealed class CacheTarget : FuzzTarget
    {
        private static readonly byte[] Header = Encoding.UTF8.GetBytes(TestTokens.Header().ToJsonString());

        private readonly AuthorizerFunction _cached = Start("1");
        private readonly AuthorizerFunction _uncached = Start("0");

        public override void Run(ReadOnlySpan<byte> input)
        {
            int middle = input.IndexOf((byte)'\n');
            if (middle < 0)
            {
                return;
            }

            byte[][] events = [Event(input[..middle]), Event(input[(middle + 1)..])];
            foreach (int turn in (ReadOnlySpan<int>)[0, 0, 1, 1, 0, 1])
            {
                if (Answer(_cached, events[turn]) != Answer(_uncached, events[turn]))
                {
                    throw new InvalidOperationException("a cached token is answered otherwise");
                }
            }
        }

        private static AuthorizerFunction Start(string entries)
        {
            using var options = new AuthorizerOptions(("AUTHORIZER_TOKEN_CACHE_ENTRIES", entries), ("AUTHORIZER_CONTEXT_CLAIMS", "a"), ("AUTHORIZER_TOKEN_USE", "any"));
            return AuthorizerFunction.Create(SettingsReader.Read(options.Variables.GetValueOrDefault, "/nowhere"), new OpenSslPlatform(), Stream.Null, static () => Moment.Now);
        }

        private static byte[] Event(ReadOnlySpan<byte> payload) =>
            Encoding.UTF8.GetBytes(TestEvents.RestToken(TestEvents.Bearer(SigningKey.Default.Token(Header, payload))).ToJsonString());

        private static string Answer(AuthorizerFunction function, byte[] request)
        {
            var answer = new ArrayBufferWriter<byte>();
            InvocationOutcome outcome = function.Handle(new Invocation("r"u8, default, request), answer);
            return outcome.ErrorType + Encoding.UTF8.GetString(answer.WrittenSpan);
        }
    }

    private sealed class EventTarget : FunctionTarget
    {
        public override void Run(ReadOnlySpan<byte> input) => Handle(input, mayBeAllowed: false);
    }

    private sealed class JwksTarget : FuzzTarget
    {
        public override void Run(ReadOnlySpan<byte> input) => _ = JsonWebKeySetReader.TryRead(input, new ManagedRs256(), known: null, out _);
    }

    private sealed class PermissionsTarget : FuzzTarget
    {
        private readonly Settings _settings;

        public PermissionsTarget()
        {
            using var options = new AuthorizerOptions();
            _settings = SettingsReader.Read(options.Variables.GetValueOrDefault, "/nowhere");
        }

        public override void Run(ReadOnlySpan<byte> input)
        {
            try
            {
                var rules = new RuleSet(PermissionsReader.Read("permissions.json", input.ToArray(), _settings), _settings.PolicyScope, new ClaimNames());
                Caller anonymous = rules.LookUp(default, [], default);
                _ = rules.Decide(anonymous, "GET"u8, "/"u8, default);
                _ = rules.Decide(anonymous, "GET"u8, "/pets/1"u8, default);
                _ = rules.DecidesMcp(anonymous, "POST"u8, "/mcp"u8);
                _ = rules.Decide(anonymous, "POST"u8, "/mcp"u8, new McpCall("tools/call"u8, "get_order"u8));
                _ = rules.Decide(anonymous, "$connect"u8, default, default);
            }
            catch (ConfigurationException)
            {
                // An invalid file must cause exactly this exception.
            }
        }
    }
}
