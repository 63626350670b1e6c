using System;
using System.Buffers.Text;
using System.Diagnostics;
using System.Numerics;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Authorizer.ManagedRsa;
using Authorizer.Signatures;
using Contract;
using Xunit;

namespace Authorizer.Tests.Signatures;

/// <summary>Guarantees of the managed verifier: its self-test, no allocations, and correct results without vector instructions.</summary>
public sealed class ManagedVerifierTests
{
    [Fact]
    public void The_self_test_passes_only_with_its_own_message()
    {
        byte[] message = KnownAnswer.SigningInput.ToArray();
        Assert.True(KnownAnswer.IsGiven(message));

        message[0] ^= 1;
        Assert.False(KnownAnswer.IsGiven(message));
    }

    [Fact]
    public void OpenSSL_verifies_the_signature_of_the_self_test()
    {
        using var key = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromUtf8(KnownAnswer.Modulus),
            Exponent = KnownAnswer.Exponent.ToArray(),
        });

        Assert.True(key.VerifyData(
            KnownAnswer.SigningInput, Base64Url.DecodeFromUtf8(KnownAnswer.Signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(4096)]
    [InlineData(8192)]
    public void A_verification_allocates_nothing(int bits)
    {
        byte[] message = new byte[1000];
        byte[] encoded = ConstructedSignature.Encode(message, bits / 8);
        (byte[] modulus, byte[] signature) = ConstructedSignature.For(encoded, bits, 3, BigInteger.One);
        using RsaSha256Key key = new ManagedRs256().ImportKey(modulus, [3])!;
        Assert.True(key.Verify(message, signature));

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool holds = true;
        for (int i = 0; i < 10; i++)
        {
            holds &= key.Verify(message, signature) && !key.Verify(message, modulus) && !key.Verify(message, message);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(holds);
    }

    // The just-in-time compiler chooses the CPU instructions. Therefore a second process runs the tests of the arithmetic without them.
    [Theory]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task The_arithmetic_is_right_without_vector_instructions(string switchedOff)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-noColor", "-method", "*.Powers_of_boundary_numbers_are_correct", "-method", "*.ManagedSha256Tests.*"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[switchedOff] = "0";
        using Process child = Process.Start(start)!;
        string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(child.ExitCode == 0, output);
        Assert.DoesNotContain("Total: 0", output, StringComparison.Ordinal);
    }
}
