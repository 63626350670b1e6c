using System;
using System.IO;
using System.Runtime.Versioning;
using System.Text;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Authorizer.NativeTests;

/// <summary>Tests <c>build/check-binary.sh</c>. For each rule, a small C program breaks this rule.</summary>
[SupportedOSPlatform("linux")]
public sealed class BinaryCheckTests : IDisposable
{
    private const string Harmless = "int main(void) { return 0; }";
    private const string GoodFlags = "-O2 -s -pie -Wl,-z,relro";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("binary-check-");

    private string Binary => Path.Combine(_directory.FullName, "bootstrap");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task The_published_authorizer_passes_the_check() =>
        Assert.Equal((0, ""), await BuildScript.RunAsync("build/check-binary.sh", [NativeBinary.Bootstrap, NativeBinary.Architecture]));

    [Fact]
    public async Task The_published_static_variant_passes_the_check() =>
        Assert.Equal((0, ""), await BuildScript.RunAsync("build/check-binary.sh", [NativeBinary.StaticBootstrap, NativeBinary.Architecture]));

    [Fact]
    public async Task A_static_program_that_contains_the_name_of_OpenSSL_is_refused()
    {
        await CompileAsync("#include <stdio.h>\nint main(void) { return puts(\"libssl.so.3\"); }", "-O2 -s -static-pie -Wl,-z,relro");

        (int exitCode, string output) = await CheckAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("contains the file names of OpenSSL's libraries", Assert.Single(Lines(output)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_breaks_no_rule_passes_the_check()
    {
        await CompileAsync(Harmless, GoodFlags);

        Assert.Equal((0, ""), await CheckAsync());
    }

    [Theory]
    [InlineData("contains symbols or debug sections", Harmless, "-g -pie -Wl,-z,relro")]
    [InlineData("is not position-independent", Harmless, "-O2 -s -no-pie -Wl,-z,relro")]
    [InlineData("has an executable stack", Harmless, GoodFlags + " -z execstack")]
    [InlineData("has no read-only relocations", Harmless, "-O2 -s -pie -Wl,-z,norelro")]
    [InlineData("has a library search path (RPATH or RUNPATH)", Harmless, GoodFlags + " -Wl,-rpath,/opt/lib")]
    [InlineData("needs the library libresolv.so.2", Harmless, GoodFlags + " -Wl,--no-as-needed -lresolv")]
    [InlineData("has 4", "const char big[4 << 20] = {1}; int main(int n, char **v) { return big[n]; }", GoodFlags)]
    public async Task A_binary_that_breaks_a_rule_is_refused(string complaint, string source, string flags)
    {
        await CompileAsync(source, flags);

        (int exitCode, string output) = await CheckAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains($"{Binary} {complaint}", Assert.Single(Lines(output)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_symbol_version_newer_than_Amazon_Linux_2023_is_refused()
    {
        // The version of a symbol is text in the binary. The test replaces it by the version of a newer glibc.
        await CompileAsync("#include <stdio.h>\nint main(void) { return puts(\"\"); }", GoodFlags);
        byte[] bytes = await File.ReadAllBytesAsync(Binary, TestContext.Current.CancellationToken);
        int version = bytes.AsSpan().IndexOf("GLIBC_2.34\0"u8);
        Assert.SkipWhen(version < 0, "this machine's C library is older than 2.34");
        "GLIBC_2.35"u8.CopyTo(bytes.AsSpan(version));
        await File.WriteAllBytesAsync(Binary, bytes, TestContext.Current.CancellationToken);

        (int exitCode, string output) = await CheckAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("needs glibc 2.35, but Amazon Linux 2023 has 2.34", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_binary_that_contains_a_path_of_the_build_machine_is_refused(bool asManagedString)
    {
        await CompileAsync(Harmless, GoodFlags);
        Encoding encoding = asManagedString ? Encoding.Unicode : Encoding.UTF8;
        await File.AppendAllBytesAsync(
            Binary, encoding.GetBytes(" " + Repository.Root + "/src/Authorizer/Program.cs "), TestContext.Current.CancellationToken);

        (int exitCode, string output) = await CheckAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains($"contains the path {Repository.Root}/", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binary_for_another_architecture_is_refused()
    {
        string other = NativeBinary.Architecture == "x64" ? "arm64" : "x64";

        (int exitCode, string output) = await BuildScript.RunAsync("build/check-binary.sh", [NativeBinary.Bootstrap, other]);

        Assert.Equal(1, exitCode);
        Assert.Contains($"is not for {other}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_executed_is_refused()
    {
        await CompileAsync(Harmless, GoodFlags);
        File.SetUnixFileMode(Binary, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Contains("is not executable", (await CheckAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binary_without_its_symbol_file_is_refused()
    {
        await CompileAsync(Harmless, GoodFlags);
        File.Delete(Binary + ".dbg");

        Assert.Contains("has no symbol file (.dbg) in its folder", (await CheckAsync()).Output, StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task CompileAsync(string source, string flags)
    {
        string file = Path.Combine(_directory.FullName, "program.c");
        await File.WriteAllTextAsync(file, source, TestContext.Current.CancellationToken);
        (int exitCode, string output) = await BuildScript.RunAsync("gcc", [file, "-o", Binary, .. flags.Split(' ')]);
        Assert.True(exitCode == 0, output);
        await File.WriteAllTextAsync(Binary + ".dbg", "symbols", TestContext.Current.CancellationToken);
    }

    private Task<(int ExitCode, string Output)> CheckAsync() =>
        BuildScript.RunAsync("build/check-binary.sh", [Binary, NativeBinary.Architecture]);
}
