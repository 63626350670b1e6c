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
    public static readonly string[] AllPeers = ["c", "node", "dotnet"];

    /// <summary>Builds of this repository's authorizer.</summary>
    /// <param name="bootstraps"><c>NAME=DIRECTORY</c> each; if empty, the published one.</param>
    /// <returns>The contenders; the targets apply to the first one.</returns>
    /// <exception cref="LoadTestException">A build is missing.</exception>
    public static IEnumerable<Contender> Ours(string[] bootstraps)
    {
        string published = Path.Combine(
            Repository.Root, "artifacts", RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64");
        foreach (string bootstrap in bootstraps.Length > 0 ? bootstraps : ["ours=" + published])
        {
            int equals = bootstrap.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new LoadTestException($"--bootstrap {bootstrap}: NAME=DIRECTORY is expected");
            }

            string executable = Path.GetFullPath(Path.Combine(bootstrap[(equals + 1)..], "bootstrap"));
            yield return Native(bootstrap[..equals], "this authorizer", executable) with { IsOurs = true };
        }
    }

    /// <summary>Peers by name.</summary>
    /// <param name="names">The names; <c>none</c> for no peers.</param>
    /// <exception cref="LoadTestException">A peer is unknown or is not built.</exception>
    public static IEnumerable<Contender> Peers(string[] names)
    {
        string directory = Path.Combine(Repository.Root, "artifacts", "loadtest", "bin");
        return names.Where(name => name != "none").Select(name => name switch
        {
            "c" => Native("c", "C with shared OpenSSL", Path.Combine(directory, "c", "authorizer")),
            "node" => Hosted("node", "Node.js with aws-jwt-verify, bundled", "node", Path.Combine(directory, "node", "authorizer.cjs")),
            "dotnet" => Hosted(
                "dotnet", ".NET, ReadyToRun, with Microsoft.IdentityModel", "dotnet", Path.Combine(directory, "managed", "authorizer.dll")),
            _ => throw new LoadTestException($"--peers {name}: {string.Join(", ", AllPeers)}, or none"),
        });
    }

    private static Contender Native(string name, string description, string executable) =>
        new(name, description, [Existing(executable)], new FileInfo(executable).Length);

    private static Contender Hosted(string name, string description, string host, string program) =>
        new(name, description, [FindInPath(host), Existing(program)], DirectoryBytes(Path.GetDirectoryName(program)!));

    private static string Existing(string file) =>
        File.Exists(file) ? file : throw new LoadTestException($"{file} is not there: run make loadtest");

    // The real file: a link on the way would be measured, too.
    private static string FindInPath(string program)
    {
        string found = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':')
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists) ?? throw new LoadTestException($"{program} is not installed");
        return new FileInfo(found).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? found;
    }

    private static long DirectoryBytes(string directory) =>
        new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
