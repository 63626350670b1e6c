using System;
using System.Collections.Generic;
using System.Linq;
using DevTool.Explaining;

namespace DevTool.Playground;

/// <summary>Writes the command that explains a decision of the page in a terminal. The token is not part of it.</summary>
internal static class AuthzCommand
{
    /// <summary>Writes the command.</summary>
    /// <param name="permissions">The path of the permissions file.</param>
    /// <param name="request">The page's request.</param>
    /// <param name="keys">Where the keys of the token's issuer are, if it is the local identity provider.</param>
    /// <returns>One line for a shell.</returns>
    public static string Of(string permissions, DecisionRequest request, Uri? keys)
    {
        List<string> words = ["explain", "--permissions", permissions];
        if (request.Event is not null)
        {
            words.AddRange("--event", "event.json");
        }
        else
        {
            words.AddRange("--route", request.Route ?? string.Empty);
            words.AddRange(request.Shape == EventShape.HttpApi2 ? ["--http-api"] : []);
            words.AddRange(TokenPeek.Bare(request.Token) is null ? ["--no-token"] : []);
        }

        words.AddRange(keys is null ? [] : ["--jwks", keys.AbsoluteUri]);
        return string.Join(' ', words.Select(ShellWord.Quote).Prepend(ShellWord.Authz));
    }
}
