using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Contract;
using LoadTest.Contenders;
using LoadTest.Workload;
using RuntimeApiEmulator;

namespace LoadTest.Measurements;

/// <summary>The setup that all measurements of a run share: the launcher, and the files and settings of every contender.</summary>
/// <param name="directory">The folder for the files.</param>
/// <param name="launcher">The path of the built <c>launch.c</c>.</param>
internal sealed class Bench(string directory, string launcher)
{
    private const string Rules =
        """
        {
          "version": 1,
          "rules": [
            { "id": "read-pets", "effect": "allow", "routes": ["GET /pets", "GET /pets/{petId}"], "when": { "anyGroup": ["readers", "admins"] } },
            { "id": "admin", "effect": "allow", "routes": ["* /admin/**"], "when": { "allGroups": ["admins"] } },
            { "id": "own-path", "effect": "allow", "routes": ["* /users/{claim:username}/**"] },
            { "id": "suspended", "effect": "deny", "routes": ["* /**"], "when": { "anyGroup": ["suspended"] } }
          ]
        }
        """;

    /// <summary>The path of the built <c>launch.c</c>.</summary>
    public string Launcher => launcher;

    private string KeysFile => Path.Combine(directory, "jwks.json");

    private string RulesFile => Path.Combine(directory, "permissions.json");

    /// <summary>Writes the key set and the rules to files.</summary>
    public void Prepare()
    {
        _ = Directory.CreateDirectory(directory);
        File.WriteAllText(KeysFile, Traffic.Jwks);
        File.WriteAllText(RulesFile, Rules);
    }

    /// <summary>Returns all environment variables of a sandbox: those of Lambda and of the authorizer, but none of this process.</summary>
    /// <param name="contender">The contender in the sandbox.</param>
    /// <param name="endpoint">The address of the sandbox's Runtime API.</param>
    /// <param name="settings">Variables that override all others. An empty value removes a variable.</param>
    /// <returns>The names and values of the variables.</returns>
    public IReadOnlyDictionary<string, string> Environment(
        Contender contender, string endpoint, IReadOnlyDictionary<string, string>? settings)
    {
        Dictionary<string, string> environment = LambdaEnvironment.Of("authorizer", contender.Directory, endpoint);
        environment["AUTHORIZER_ISSUERS"] = TestTokens.Issuer;
        environment["AUTHORIZER_CLIENT_IDS"] = TestTokens.ClientId;
        environment["AUTHORIZER_JWKS_FILE"] = KeysFile;
        environment["AUTHORIZER_PERMISSIONS_FILE"] = RulesFile;
        foreach ((string name, string value) in contender.Environment.Concat(settings ?? ImmutableDictionary<string, string>.Empty))
        {
            environment[name] = value;
            if (value.Length == 0)
            {
                _ = environment.Remove(name);
            }
        }

        return environment;
    }
}
