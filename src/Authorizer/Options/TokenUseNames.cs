using System;
using System.Text;

namespace Authorizer.Options;

/// <summary>The values of <c>token_use</c> (Amazon Cognito developer guide: "Verifying JSON web tokens").</summary>
internal static class TokenUseNames
{
    /// <summary>The value in access tokens.</summary>
    public const string Access = "access";

    /// <summary>The value in ID tokens.</summary>
    public const string Id = "id";

    /// <summary>Parses a value. Returns <see cref="TokenUses.None"/> if the value is unknown.</summary>
    public static TokenUses Parse(ReadOnlySpan<byte> name) =>
        Ascii.Equals(name, Access) ? TokenUses.Access : Ascii.Equals(name, Id) ? TokenUses.Id : TokenUses.None;
}
