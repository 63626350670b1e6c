using System;
using System.Text;

namespace Authorizer.Options;

/// <summary>The values of <c>token_use</c> (Amazon Cognito developer guide: "Verifying JSON web tokens").</summary>
internal static class TokenUseNames
{
    /// <summary>The value in access tokens.</summary>
    public const string Access = "access";

    /// <summary>The value in id tokens.</summary>
    public const string Id = "id";

    /// <summary>The kind of token that a value names; <see cref="TokenUses.None"/> for an unknown value.</summary>
    public static TokenUses Parse(ReadOnlySpan<byte> name) =>
        Ascii.Equals(name, Access) ? TokenUses.Access : Ascii.Equals(name, Id) ? TokenUses.Id : TokenUses.None;
}
