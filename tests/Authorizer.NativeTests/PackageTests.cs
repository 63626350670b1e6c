using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Authorizer.NativeTests;

/// <summary>The zip file of <c>make package</c>, and its bill of materials.</summary>
[SupportedOSPlatform("linux")]
public sealed class PackageTests : IDisposable
{
    // A zip file from Unix stores the file type and the permissions in the upper half of an entry's external attributes.
    private const int RegularFile = 0x8000;
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("package-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task The_package_contains_exactly_the_files_of_the_function()
    {
        (byte[] zip, _) = await PackageAsync("one", CopyOfPublished("published"));

        using var archive = new ZipArchive(new MemoryStream(zip));
        Assert.Equal(["amazon-roots.pem", "bootstrap", "permissions.json"], archive.Entries.Select(entry => entry.FullName));
        Assert.Equal(RegularFile | (int)Executable, archive.GetEntry("bootstrap")!.ExternalAttributes >>> 16);
        Assert.Equal(RegularFile | (int)Readable, archive.GetEntry("permissions.json")!.ExternalAttributes >>> 16);
        Assert.InRange(zip.Length, 1, 3 * 1024 * 1024);
    }

    [Fact]
    public async Task The_static_package_has_a_license_notice_and_no_trust_anchors()
    {
        string package = Path.Combine(Output("static"), $"authorizer-static-linux-{NativeBinary.Architecture}");
        (int exitCode, string output) = await BuildScript.RunAsync(
            "build/package.sh", ["authorizer-static", NativeBinary.Architecture, Path.GetDirectoryName(NativeBinary.StaticBootstrap)!, Output("static")]);
        Assert.True(exitCode == 0, output);

        await using ZipArchive archive = await ZipFile.OpenReadAsync(package + ".zip", TestContext.Current.CancellationToken);
        Assert.Equal(["NOTICE.txt", "bootstrap", "permissions.json"], archive.Entries.Select(entry => entry.FullName));
        JsonArray components = JsonNode.Parse(await File.ReadAllTextAsync(package + ".cdx.json", TestContext.Current.CancellationToken))!["components"]!.AsArray();
        string[] licenses = [.. components.Select(component => component!["licenses"]?[0]!["license"]!["id"]!.GetValue<string>()).OfType<string>()];
        Assert.Equal(["LGPL-2.1-or-later", "GPL-3.0-or-later"], licenses);
    }

    [Fact]
    public async Task The_package_is_reproducible()
    {
        string first = CopyOfPublished("first");
        string second = CopyOfPublished("second/elsewhere");
        foreach (string file in Directory.GetFiles(second))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) & ~(UnixFileMode.GroupRead | UnixFileMode.OtherRead));
        }

        (byte[] zip, string bill) = await PackageAsync("one", first, ("TZ", "Pacific/Auckland"), ("LC_ALL", "C"));
        (byte[] again, string billAgain) = await PackageAsync("two", second, ("TZ", "America/New_York"), ("LC_ALL", "C.UTF-8"));

        Assert.Equal(zip, again);
        Assert.Equal(bill, billAgain);
    }

    [Fact]
    public async Task The_bill_of_materials_lists_the_package_the_runtime_and_the_compiler()
    {
        string published = CopyOfPublished("published");
        (byte[] zip, string text) = await PackageAsync("one", published, ("COMMIT", "0123456789abcdef0123456789abcdef01234567"));

        JsonNode bill = JsonNode.Parse(text)!;
        JsonNode package = bill["metadata"]!["component"]!;
        Assert.Equal("CycloneDX", bill["bomFormat"]!.GetValue<string>());
        Assert.Equal(Sha256(zip), package["hashes"]![0]!["content"]!.GetValue<string>());
        Assert.Equal("0123456789abcdef0123456789abcdef01234567", package["pedigree"]!["commits"]![0]!["uid"]!.GetValue<string>());

        JsonArray components = bill["components"]!.AsArray();
        Assert.Equal(
            [$"Microsoft.NETCore.App.Runtime.NativeAOT.linux-{NativeBinary.Architecture}", "amazon-roots.pem", "bootstrap", "permissions.json"],
            components.Select(component => component!["name"]!.GetValue<string>()));
        Assert.Matches("^[0-9a-f]{128}$", components[0]!["hashes"]![0]!["content"]!.GetValue<string>());
        Assert.Equal(
            Sha256(await File.ReadAllBytesAsync(Path.Combine(published, "bootstrap"), TestContext.Current.CancellationToken)),
            components[2]!["hashes"]![0]!["content"]!.GetValue<string>());
        Assert.Contains(
            "Microsoft.DotNet.ILCompiler", bill["metadata"]!["tools"]!["components"]!.AsArray().Select(tool => tool!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_binary_that_fails_its_checks_is_not_packaged()
    {
        string published = CopyOfPublished("published");
        File.Copy("/bin/sh", Path.Combine(published, "bootstrap"), overwrite: true);
        await File.AppendAllBytesAsync(Path.Combine(published, "bootstrap"), new byte[4 << 20], TestContext.Current.CancellationToken);

        (int exitCode, _) = await RunAsync("one", published);

        Assert.NotEqual(0, exitCode);
        Assert.False(Directory.Exists(Output("one")));
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private string Output(string name) => Path.Combine(_directory.FullName, "output-" + name);

    private Task<(int ExitCode, string Output)> RunAsync(string name, string published, params (string Name, string Value)[] environment) =>
        BuildScript.RunAsync("build/package.sh", ["authorizer", NativeBinary.Architecture, published, Output(name)], environment);

    private async Task<(byte[] Zip, string Bill)> PackageAsync(string name, string published, params (string Name, string Value)[] environment)
    {
        (int exitCode, string output) = await RunAsync(name, published, environment);
        Assert.True(exitCode == 0, output);
        string package = Path.Combine(Output(name), $"authorizer-linux-{NativeBinary.Architecture}");
        return (
            await File.ReadAllBytesAsync(package + ".zip", TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(package + ".cdx.json", TestContext.Current.CancellationToken));
    }

    private string CopyOfPublished(string name)
    {
        string copy = _directory.CreateSubdirectory(name).FullName;
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(NativeBinary.Bootstrap)!))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }
}
