using System;
using System.Collections.Generic;
using System.IO;

namespace Contract;

/// <summary>A complete configuration for an authorizer under test. A test changes single variables.</summary>
public sealed class AuthorizerOptions : IDisposable
{
    public const string DefaultPermissions = """
        {
          "version": 1,
          "rules": [
            { "id": "read-pets", "effect": "allow", "routes": ["GET /pets", "GET /pets/{petId}"], "when": { "anyGroup": ["readers", "admins"] } },
            { "id": "admin", "effect": "allow", "routes": ["* /admin/**"], "when": { "allGroups": ["admins"] } },
            { "id": "own-tenant", "effect": "allow", "routes": ["* /tenants/{claim:custom:tenant}/**"] },
            { "id": "own-path", "effect": "allow", "routes": ["* /users/{claim:username}/**"] },
            { "id": "machines", "effect": "allow", "routes": ["POST /orders"], "when": { "anyScope": ["orders/write"] } },
            { "id": "connect", "effect": "allow", "routes": ["$connect"] },
            { "id": "suspended", "effect": "deny", "routes": ["* /**", "$connect"], "when": { "anyGroup": ["suspended"] } }
          ]
        }
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("authorizer-test-").FullName;

    public AuthorizerOptions(params (string Name, string? Value)[] variables)
    {
        Variables["AUTHORIZER_USER_POOL_IDS"] = TestTokens.UserPoolId;
        Variables["AUTHORIZER_CLIENT_IDS"] = TestTokens.ClientId;

        // No server listens on this port. A test that fetches keys starts its own server, so no test connects to another machine.
        Variables["AUTHORIZER_JWKS_URIS"] = $"{TestTokens.Issuer}=http://127.0.0.1:9/,{TestTokens.NewerIssuer}=http://127.0.0.1:9/newer";
        _ = Permissions(DefaultPermissions).Jwks(SigningKey.Jwks(SigningKey.Default.Jwk()));
        foreach ((string name, string? value) in variables)
        {
            _ = Set(name, value);
        }
    }

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Replaces the text of the permissions file.</summary>
    public AuthorizerOptions Permissions(string text) => Set("AUTHORIZER_PERMISSIONS_FILE", WriteFile("permissions.json", text));

    /// <summary>Replaces the file of pinned keys. With <see langword="null"/>, no keys are pinned.</summary>
    public AuthorizerOptions Jwks(string? text) => Set("AUTHORIZER_JWKS_FILE", text is null ? null : WriteFile("jwks.json", text));

    public AuthorizerOptions Set(string name, string? value)
    {
        _ = Variables.Remove(name);
        if (value is not null)
        {
            Variables.Add(name, value);
        }

        return this;
    }

    public string WriteFile(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }
}
