using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Demo;
using DevTool.Explaining;
using DevTool.IdentityProvider;

namespace DevTool.Playground;

/// <summary>
/// The samples of the page. The local identity provider issues the tokens of most samples. This class creates the other tokens, because the
/// identity provider cannot issue them. The descriptions of these samples mention that.
/// </summary>
/// <param name="cognitoLocal">The folder that contains the identity provider.</param>
internal sealed class PlaygroundSamples(UserPool users, string cognitoLocal)
{
    // This pool cannot exist, because the part after the underscore is longer than in the pool IDs of Cognito.
    private const string OtherIssuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AnotherPool";

    private string? _shortLived;

    /// <summary>The samples in the order of the page. The page opens with the first sample.</summary>
    public static IReadOnlyList<PlaygroundSample> All { get; } =
    [
        new("allowed", "Allowed", "alice is a reader and may read pets. Her access token is from the local identity provider.", "GET /pets/1"),
        new("denied", "Denied", "alice is not an administrator. Her access token is from the local identity provider.", "GET /admin/reports"),
        new("suspended", "Suspended", "mallory is a reader, but a deny rule applies to her. Her access token is from the local identity provider.", "GET /pets/1"),
        new("expired", "Expired", "An access token of alice that the local identity provider issued for three seconds.", "GET /pets/1"),
        new("id-token", "ID token", "alice’s ID token, from the same sign-in as an access token.", "GET /pets/1"),
        new("machine", "Machine", "A token of an app client, without a user. The local identity provider has no client credentials grant: the page made this token with that provider’s published test key.", "GET /pets/1"),
        new("tampered", "Tampered", "alice’s access token, in which the page has replaced her groups by admins. The signature is unchanged.", "GET /admin/reports"),
        new("other-pool", "Another pool", "A token as another user pool would issue it. The page made it with its own key.", "GET /pets/1"),
        new("no-token", "No token", "A call without a token.", "GET /pets/1"),
    ];

    /// <summary>Signs in for the sample "Expired" early, so that the token has expired before the user opens the sample.</summary>
    public async Task<string> ShortLivedAsync(CancellationToken cancellation) =>
        _shortLived ??= (await users.SignInAsync(DemoUser.Reader.Name, users.ShortLivedAppClientId, cancellation)).AccessToken;

    /// <summary>Returns the token of a sample.</summary>
    /// <param name="id">The ID of the sample.</param>
    /// <returns>The token, or <see langword="null"/> for a call without a token.</returns>
    /// <exception cref="ToolException">The sample does not exist.</exception>
    /// <exception cref="CognitoException">The identity provider refused a sign-in.</exception>
    public async Task<string?> TokenAsync(string id, CancellationToken cancellation) => id switch
    {
        "allowed" or "denied" => (await SignInAsync(DemoUser.Reader, cancellation)).AccessToken,
        "suspended" => (await SignInAsync(DemoUser.Suspended, cancellation)).AccessToken,
        "expired" => await ExpiredAsync(cancellation),
        "id-token" => (await SignInAsync(DemoUser.Reader, cancellation)).IdToken,
        "machine" => Machine(),
        "tampered" => TokenForgery.ClaimGroup((await SignInAsync(DemoUser.Reader, cancellation)).AccessToken, "admins"),
        "other-pool" => OtherPool(),
        "no-token" => null,
        _ => throw new ToolException($"unknown sample \"{id}\"; choose one from the list"),
    };

    private Task<SignedIn> SignInAsync(DemoUser user, CancellationToken cancellation) => users.SignInAsync(user.Name, users.AppClientId, cancellation);

    private async Task<string> ExpiredAsync(CancellationToken cancellation)
    {
        string token = await ShortLivedAsync(cancellation);
        while (TokenForgery.Expiry(token) - DateTimeOffset.UtcNow is { Ticks: > 0 } left)
        {
            await Task.Delay(left, cancellation);
        }

        return token;
    }

    private string Machine()
    {
        string file = Path.Combine(cognitoLocal, "node_modules", "cognito-local", "lib", "keys", "cognitoLocal.private.json");
        JsonNode key = JsonNode.Parse(File.ReadAllBytes(file))!;
        using var rsa = RSA.Create();
        rsa.ImportFromPem(key["pem"]!.GetValue<string>());
        string input = Unsigned(
            key["jwk"]!["kid"]!.GetValue<string>(), users.Issuer, users.AppClientId, new JsonObject { ["sub"] = users.AppClientId, ["scope"] = "pets/read" });
        byte[] signature = rsa.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    private static string OtherPool()
    {
        var claims = new JsonObject { ["sub"] = "5e1d1c0e-6d5f-4f0e-9a53-0d5f6f1b2a77", ["username"] = "bob", ["cognito:groups"] = new JsonArray("readers") };
        string unsigned = Unsigned("another-pool", OtherIssuer, "7q3vexampleclientofanother", claims);
        return StandInSignature.Sign(unsigned + ".")!.Value.Token;
    }

    // Creates the header and the claims of an access token that is valid for one hour.
    private static string Unsigned(string keyId, string issuer, string client, JsonObject claims)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        claims["iss"] = issuer;
        claims["client_id"] = client;
        claims["token_use"] = "access";
        claims["version"] = 2;
        claims["jti"] = Guid.NewGuid().ToString();
        claims["auth_time"] = now;
        claims["iat"] = now;
        claims["exp"] = now + 3600;
        return $"{StandInSignature.Part(new JsonObject { ["kid"] = keyId, ["alg"] = "RS256" })}.{StandInSignature.Part(claims)}";
    }
}
