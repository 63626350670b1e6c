using System;
using System.Collections.Generic;
using System.Globalization;
using DevTool.Gateway;
using DevTool.Gateway.Definitions;
using RuntimeApiEmulator;

namespace DevTool.Stack;

/// <summary>Gives every API a first path segment, in place of its host name and stage.</summary>
internal static class Mounts
{
    /// <summary>Assigns them.</summary>
    /// <param name="functions">The functions behind them, by their logical ids.</param>
    /// <returns>The running APIs by segment: <c>rest</c>, <c>http</c>, <c>ws</c>, and <c>rest-2</c> for the second of a kind.</returns>
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
