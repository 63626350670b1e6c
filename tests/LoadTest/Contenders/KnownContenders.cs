using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Contract;

namespace LoadTest.Contenders;

/// <summary>Finds the programs to measure.</summary>
internal static class KnownContenders
{
    /// <summary>The names of all peers.</summary>
    public static readonly string[] AllPeers = ["c", "go", "rust", "node", "dotnet"];

    private static readonly string Peer = Path.Combine(Repository.Root, "artifacts", "loadtest", "bin");

    /// <summary>Builds of this repository's authorizer.</summary>
    /// <param name="bootstraps">The builds as <c>NAME=DIRECTORY</c>. If empty, the published build is measured.</param>
    /// <returns>The contenders. The targets apply to the first one.</returns>
    /// <exception cref="LoadTestException">A build is missing.</exception>
    public static IEnumerable<Contender> Ours(string[] bootstraps)
    {
        foreach (string bootstrap in bootstraps.Length > 0 ? bootstraps : ["ours=" + Published(string.Empty)])
        {
            int equals = bootstrap.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new LoadTestException($"--bootstrap \"{bootstrap}\" must be NAME=DIRECTORY");
            }

            string executable = Path.GetFullPath(Path.Combine(bootstrap[(equals + 1)..], "bootstrap"));
            yield return Native(bootstrap[..equals], "this authorizer", executable) with { IsOurs = true };
        }
    }

    /// <summary>The static variant of this repository's authorizer.</summary>
    /// <returns>The contender.</returns>
    public static Contender Static() =>
        Native(Variants.Static, "this authorizer, static variant", Existing(Path.Combine(Published("static-"), "bootstrap"))) with { IsOurs = true };

    /// <summary>Finds peers by name.</summary>
    /// <param name="names">The names. <c>none</c> means no peers.</param>
    /// <exception cref="LoadTestException">A peer is unknown or is not built.</exception>
    public static IEnumerable<Contender> Peers(string[] names) => names.Where(name => name != "none").Select(name => name switch
    {
        "c" => Native("c", "C with shared OpenSSL", Path.Combine(Peer, "c", "authorizer")),
        "go" => Native("go", "Go, standard library", Path.Combine(Peer, "go", "authorizer")),
        "rust" => Native("rust", "Rust with hyper and ring", Path.Combine(Peer, "rust", "authorizer")),
        "node" => Hosted("node", "Node.js with aws-jwt-verify, bundled", "node", Path.Combine(Peer, "node", "authorizer.cjs")),
        "dotnet" => Hosted(
            "dotnet", ".NET, ReadyToRun, with Microsoft.IdentityModel", "dotnet", Path.Combine(Peer, "managed", "authorizer.dll")),
        _ => throw new LoadTestException($"--peers: unknown peer \"{name}\"; use {string.Join(", ", AllPeers)} or none"),
    });

    /// <summary>Whether a peer is built. The Go and Rust peers are optional, because this repository does not need their toolchains.</summary>
    /// <param name="name">The peer's name.</param>
    public static bool IsBuilt(string name) => name is not ("go" or "rust") || File.Exists(Path.Combine(Peer, name, "authorizer"));

    private static string Published(string variant) => Path.Combine(
        Repository.Root, "artifacts", variant + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64"));

    private static Contender Native(string name, string description, string executable) =>
        new(name, description, [Existing(executable)], new FileInfo(executable).Length);

    private static Contender Hosted(string name, string description, string host, string program) =>
        new(name, description, [FindInPath(host), Existing(program)], DirectoryBytes(Path.GetDirectoryName(program)!));

    private static string Existing(string file) =>
        File.Exists(file) ? file : throw new LoadTestException($"{file} is missing; run make loadtest, which builds it");

    // Returns the real file, because resolving a symbolic link would be measured, too.
    private static string FindInPath(string program)
    {
        string found = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':')
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists) ?? throw new LoadTestException($"{program} is not installed; install it or omit this peer with --peers");
        return new FileInfo(found).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? found;
    }

    private static long DirectoryBytes(string directory) =>
        new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
