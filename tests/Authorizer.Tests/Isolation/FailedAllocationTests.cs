using System;
using System.Buffers;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using LambdaRuntime;
using Xunit;

namespace Authorizer.Tests.Isolation;

/// <summary>
/// A failed allocation never gives a caller the answer of another caller. Each run injects a failure at another place of a decision that
/// can allocate memory. Every later answer is compared with the answer of an authorizer without failures.
/// </summary>
public sealed class FailedAllocationTests
{
    private const string Permissions = """
        {"version":1,"rules":[
          {"id":"read","effect":"allow","routes":["GET /pets"],"when":{"anyGroup":["readers","admins"]}},
          {"id":"admin","effect":"allow","routes":["* /admin/**"],"when":{"anyGroup":["admins"]}},
          {"id":"own","effect":"allow","routes":["* /users/{claim:username}/**"],"when":{"claims":{"custom:level":["a","b",3]}}}]}
        """;

    private static readonly string Victim = Token("victim", groups: 3, "admins");
    private static readonly string Attacker = Token("attacker", groups: 60, "readers");
    private static readonly string Third = Token("third", groups: 20, "readers");

    public static TheoryData<string, int, bool> Configurations
    {
        get
        {
            var all = new TheoryData<string, int, bool>();
            foreach (string scope in new[] { "route", "principal" })
            {
                foreach (int entries in new[] { 0, 1, 4 })
                {
                    all.Add(scope, entries, false);
                    all.Add(scope, entries, true);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void A_failed_allocation_never_gives_a_caller_the_answer_of_another_caller(string scope, int entries, bool lasting)
    {
        using var options = new AuthorizerOptions(
            ("AUTHORIZER_POLICY_SCOPE", scope),
            ("AUTHORIZER_TOKEN_CACHE_ENTRIES", entries.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("AUTHORIZER_CONTEXT_CLAIMS", "custom:level"));
        _ = options.Permissions(Permissions);
        FaultyAuthorizer faulty = FaultyAuthorizer.Instance;
        byte[][] events = [Event(Victim, "GET", "/admin/x"), Event(Attacker, "GET", "/pets"), Event(Third, "GET", "/pets"), Event(Attacker, "GET", "/admin/x")];
        string[] expected = [.. events.Select(payload => Answer(faulty.Start(options.Variables), payload))];
        Assert.Equal(4, expected.Distinct().Count());

        // The attacker's call fails. Its token is new, or already cached, or it is the first call of the process.
        foreach (int[] before in new int[][] { [0], [0, 1], [] })
        {
            int places = 0;
            for (bool failed = true; failed; places++)
            {
                IInvocationHandler function = faulty.Start(options.Variables);
                foreach (int call in before)
                {
                    Assert.Equal(expected[call], Answer(function, events[call]));
                }

                faulty.FailAt(places + 1, lasting);
                string answer = Answer(function, events[1]);
                failed = faulty.Stop();
                Assert.True(answer == expected[1] || answer.StartsWith("Authorizer.Internal", StringComparison.Ordinal) || answer == nameof(OutOfMemoryException), answer);

                foreach (int call in new[] { 1, 3, 0, 1, 2, 0, 1 })
                {
                    Assert.Equal(expected[call], Answer(function, events[call]));
                }
            }

            Assert.InRange(places, 50, 5000);
        }
    }

    [Fact]
    public async Task A_failed_allocation_in_shadow_rules_changes_no_answer()
    {
        await using var server = new DocumentServer("""{"version":1,"rules":[{"id":"r","effect":"allow","routes":["* /{claim:username}/**"],"when":{"claims":{"department":"sales"}}}]}""");
        using AuthorizerOptions without = new AuthorizerOptions().Permissions(Permissions);
        using AuthorizerOptions with = new AuthorizerOptions(("AUTHORIZER_SHADOW_PERMISSIONS_URI", server.Uri)).Permissions(Permissions);

        // The first call of a process makes additional allocations, so the first result is ignored.
        _ = Count(without);
        (int places, int changed) = Count(without);
        (int placesWithShadow, int changedWithShadow) = Count(with);

        Assert.True(placesWithShadow > places + 20, $"{places}, {placesWithShadow}");

        // A log line with shadow members can fail at up to three more places. A call is refused if its log line cannot be written.
        Assert.InRange(changedWithShadow, changed, changed + 3);
    }

    // Returns the number of places of a call that can fail, and the number of places where the failure changes the answer.
    private static (int Places, int Changed) Count(AuthorizerOptions options)
    {
        FaultyAuthorizer faulty = FaultyAuthorizer.Instance;
        byte[] payload = Event(Victim, "GET", "/admin/x");
        int places = 0;
        int changed = 0;
        for (bool failed = true; failed; places++)
        {
            IInvocationHandler function = faulty.Start(options.Variables);
            string expected = Answer(function, payload);

            // Only a warm-up call waits for the shadow rules. The next call allocates their buffers. After that, every call has the same places.
            _ = Answer(function, "{\"warmup\":true}"u8.ToArray());
            _ = Answer(function, payload);
            faulty.FailAt(places + 1, lasting: false);
            string answer = Answer(function, payload);
            failed = faulty.Stop();
            changed += answer == expected ? 0 : 1;
            Assert.Equal(expected, Answer(function, payload));
        }

        return (places, changed);
    }

    private static string Token(string name, int groups, string group) => TestTokens.Access(claims =>
    {
        claims["sub"] = name;
        claims["username"] = name;
        claims["custom:level"] = new JsonArray("a", name, 3);
        claims["cognito:groups"] = new JsonArray([group, .. Enumerable.Range(0, groups).Select(i => JsonValue.Create($"gr\"oup-{name}-{i}"))]);
    });

    private static byte[] Event(string token, string method, string path) =>
        Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(token), method, path).ToJsonString());

    private static string Answer(IInvocationHandler function, byte[] payload)
    {
        var answer = new ArrayBufferWriter<byte>(64 * 1024);
        try
        {
            InvocationOutcome outcome = function.Handle(new Invocation("request-1"u8, default, payload), answer);
            return outcome.ErrorType + Encoding.UTF8.GetString(answer.WrittenSpan);
        }
        catch (OutOfMemoryException)
        {
            // In Lambda, this exception ends the process.
            return nameof(OutOfMemoryException);
        }
    }
}
