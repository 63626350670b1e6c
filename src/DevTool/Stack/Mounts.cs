using System;
using System.Collections.Generic;
using System.Globalization;
using DevTool.Gateway;
using DevTool.Gateway.Definitions;
using RuntimeApiEmulator;

namespace DevTool.Stack;

/// <summary>Assigns a path prefix of one segment to every API, in place of its host name and stage.</summary>
internal static class Mounts
{
    /// <summary>Creates the APIs and assigns their segments.</summary>
    /// <param name="functions">The functions of the APIs, by logical ID.</param>
    /// <returns>The running APIs by segment: <c>rest</c>, <c>http</c> and <c>ws</c>. The second REST API is <c>rest-2</c>.</returns>
    public static IReadOnlyDictionary<string, LocalApi> Assign(
        IReadOnlyList<ApiDefinition> apis, IReadOnlyDictionary<string, EmulatedFunction> functions)
    {
        var mounts = new OrderedDictionary<string, LocalApi>();
        foreach (ApiDefinition api in apis)
        {
            string kind = api.Kind switch
            {
                ApiKind.Rest => "rest",
                ApiKind.Http => "http",
                _ => "ws",
            };
            string mount = kind;
            for (int number = 2; mounts.ContainsKey(mount); number++)
            {
                mount = string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}");
            }

            mounts.Add(mount, LocalApi.Create(api, functions, TimeProvider.System));
        }

        return mounts;
    }
}
