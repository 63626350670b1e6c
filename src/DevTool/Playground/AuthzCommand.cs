using System;
using System.Collections.Generic;
using System.Linq;
using DevTool.Explaining;

namespace DevTool.Playground;

/// <summary>Creates a command that explains a decision of the page in a terminal. The command does not contain the token.</summary>
internal static class AuthzCommand
{
    /// <param name="permissions">The path of the permissions file.</param>
    /// <param name="request">The request of the page.</param>
    /// <param name="keys">The URL of the issuer's keys, if the issuer is the local identity provider.</param>
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
