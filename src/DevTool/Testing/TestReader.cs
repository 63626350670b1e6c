using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Authorizer.Options;
using Authorizer.Syntax;

namespace DevTool.Testing;

/// <summary>Reads a file of permission tests. Error messages contain the file, the line, and what to do.</summary>
internal static class TestReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="name">The name of the file in messages.</param>
    /// <param name="json">The file.</param>
    /// <exception cref="ConfigurationException">The file is invalid.</exception>
    public static TestDocument Read(string name, byte[] json)
    {
        TestDocument document = Deserialize(name, json);
        if (document.Version != 1)
        {
            throw new ConfigurationException($"{name}:1: \"version\" is {document.Version.ToString(CultureInfo.InvariantCulture)}; use 1, the only version");
        }

        foreach ((string caller, TestCaller facts) in document.Callers)
        {
            if (facts.TokenUse is { } use && use is not (TokenUseNames.Access or TokenUseNames.Id))
            {
                throw new ConfigurationException($"{name}: caller \"{caller}\": unknown tokenUse \"{use}\"; use \"access\" or \"id\"");
            }
        }

        foreach (string variable in (document.Settings?.Keys ?? []).Where(variable => !OfflineAuthorizer.Variables.Contains(variable)))
        {
            throw new ConfigurationException(
                $"{name}: the setting \"{variable}\" has no effect on rules; use {string.Join(", ", OfflineAuthorizer.Variables)}");
        }

        foreach (CallerTest test in document.Tests)
        {
            Check(name, json, document, test);
        }

        return document;
    }

    private static TestDocument Deserialize(string name, byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TestJson.Default.TestDocument)
                ?? throw new ConfigurationException($"{name}:1: the file contains null; write an object with \"version\", \"callers\" and \"tests\"");
        }
        catch (JsonException malformed)
        {
            // Removes the path and line that the library appends, and the .NET type with which it describes an unknown member.
            string text = malformed.Message.Split(" Path: ")[0].TrimEnd('.');
            text = text.Split('\'') is ["The JSON property ", var member, " could not be mapped to any .NET member contained in type ", ..] ? $"unknown member \"{member}\"" : text;
            string line = ((malformed.LineNumber ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
            throw new ConfigurationException($"{name}:{line}: {text}; see permissions.test.schema.json for the format");
        }
    }

    private static void Check(string name, byte[] json, TestDocument document, CallerTest test)
    {
        string place = $"{name}:{test.Caller.Line(json).ToString(CultureInfo.InvariantCulture)}";
        if (!document.Callers.ContainsKey(test.Caller.Text))
        {
            string nearest = NearestName.Find(test.Caller.Text, [.. document.Callers.Keys]) is { } near ? $"did you mean {near}?" : "add it to \"callers\"";
            throw new ConfigurationException($"{place}: unknown caller \"{test.Caller.Text}\"; {nearest}");
        }

        bool allows = test.Allow is { Count: > 0 };
        bool denies = test.Deny is { Count: > 0 };
        if (!allows && !denies)
        {
            throw new ConfigurationException($"{place}: the test has no calls; add \"allow\" or \"deny\", for example \"allow\": [\"GET /pets\"]");
        }

        if (allows && denies && test.Rule is not null)
        {
            throw new ConfigurationException($"{place}: a test with \"rule\" must not have both \"allow\" and \"deny\"; write two tests, or remove \"rule\"");
        }
    }

    /// <summary>All calls of a test.</summary>
    /// <returns>The calls, and whether each call must be allowed.</returns>
    public static IEnumerable<(PlacedText Call, bool Allow)> Calls(CallerTest test) =>
        (test.Allow ?? []).Select(call => (call, true)).Concat((test.Deny ?? []).Select(call => (call, false)));
}
