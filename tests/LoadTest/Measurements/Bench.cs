using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Contract;
using LoadTest.Contenders;
using LoadTest.Workload;

namespace LoadTest.Measurements;

/// <summary>What all measurements of a run share: the launcher, the files and settings every contender is given.</summary>
/// <param name="directory">Where its files are written.</param>
/// <param name="launcher">The built <c>launch.c</c>.</param>
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

    /// <summary>The built <c>launch.c</c>.</summary>
    public string Launcher => launcher;

    private string KeysFile => Path.Combine(directory, "jwks.json");

    private string RulesFile => Path.Combine(directory, "permissions.json");

    /// <summary>Writes the key set and the rules.</summary>
    public void Prepare()
    {
        _ = Directory.CreateDirectory(directory);
        File.WriteAllText(KeysFile, Traffic.Jwks);
        File.WriteAllText(RulesFile, Rules);
    }

    /// <summary>The whole environment of a sandbox: Lambda's variables and the authorizer's, and nothing of this process.</summary>
    /// <param name="contender">Whose sandbox it is.</param>
    /// <param name="endpoint">Its Runtime API.</param>
    /// <param name="settings">What goes over all others; an empty value removes a variable.</param>
    /// <returns>Names and values.</returns>
    public IReadOnlyDictionary<string, string> Environment(
        Contender contender, string endpoint, IReadOnlyDictionary<string, string>? settings)
    {
        // Defined runtime environment variables (AWS documentation: "Working with Lambda environment variables").
        Dictionary<string, string> environment = new(StringComparer.Ordinal)
        {
            ["AWS_LAMBDA_RUNTIME_API"] = endpoint,
            ["AWS_LAMBDA_FUNCTION_NAME"] = "authorizer",
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "512",
            ["AWS_LAMBDA_LOG_FORMAT"] = "JSON",
            ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand",
            ["AWS_REGION"] = "us-east-1",
            ["LAMBDA_TASK_ROOT"] = contender.Directory,
            ["LANG"] = "en_US.UTF-8",
            ["TZ"] = ":UTC",
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
            ["_HANDLER"] = "bootstrap",
            ["AUTHORIZER_ISSUERS"] = TestTokens.Issuer,
            ["AUTHORIZER_CLIENT_IDS"] = TestTokens.ClientId,
            ["AUTHORIZER_JWKS_FILE"] = KeysFile,
            ["AUTHORIZER_PERMISSIONS_FILE"] = RulesFile,
        };
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
