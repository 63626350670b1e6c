using System;
using System.Linq;
using System.Text;
using Authorizer.Revocations;
using Xunit;

namespace Authorizer.Tests.Live;

/// <summary>What a large document of revocations costs: a sandbox of 128 MB has to hold it.</summary>
public sealed class RevocationsSizeTests
{
    private const int Many = 100_000;

    // Ten million are allowed. All that is allocated counts, kept or not: a sandbox gives no memory back.
    private const long MostBytes = 6_500_000;

    [Theory]
    [InlineData("originJti", "[", "]", "\"{0}\"")]
    [InlineData("sub", "{", "}", "\"{0}\":1700000000")]
    public void A_hundred_thousand_revocations_are_read_into_less_than_seven_megabytes(string member, string start, string end, string entry)
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

    // As long as Cognito's identifiers, each different from its neighbours at both ends.
    private static string Identifier(int i) => $"{i:x8}-7f1c-4d2e-9b3a-{i * 2654435761L & 0xffffffffffff:x12}";
}
