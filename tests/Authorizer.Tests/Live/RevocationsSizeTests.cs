using System;
using System.Linq;
using System.Text;
using Authorizer.Revocations;
using Xunit;

namespace Authorizer.Tests.Live;

/// <summary>The memory of a large revocation list, which must fit in a sandbox of 128 MB.</summary>
public sealed class RevocationsSizeTests
{
    private const int Many = 100_000;

    // All allocations count, because a sandbox does not return memory to the system.
    private const long MostBytes = 6_500_000;

    [Theory]
    [InlineData("originJti", "[", "]", "\"{0}\"")]
    [InlineData("sub", "{", "}", "\"{0}\":1700000000")]
    public void Reading_a_hundred_thousand_revocations_allocates_less_than_seven_megabytes(string member, string start, string end, string entry)
    {
        byte[] document = Document(member, start, end, entry);
        long before = GC.GetAllocatedBytesForCurrentThread();

        RevocationList? revocations = RevocationsReader.Read(document, before: null, now: 0, out string? problem);

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Null(problem);
        Assert.Equal(Many, revocations!.SignIns.Count + revocations.Subjects.Count);
        Assert.InRange(allocated, Many * 36, MostBytes);
    }

    private static byte[] Document(string member, string start, string end, string entry)
    {
        string entries = string.Join(',', Enumerable.Range(0, Many).Select(i => string.Format(null, entry, Identifier(i))));
        return Encoding.UTF8.GetBytes($$"""{"version":1,"{{member}}":{{start}}{{entries}}{{end}}}""");
    }

    // Has the length of Cognito's identifiers. Consecutive identifiers differ at the beginning and at the end.
    private static string Identifier(int i) => $"{i:x8}-7f1c-4d2e-9b3a-{i * 2654435761L & 0xffffffffffff:x12}";
}
