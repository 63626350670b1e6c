using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Contract;

/// <summary>Ajv, a JSON Schema validator. It also validates a schema against the metaschema of 2020-12.</summary>
public static class SchemaValidator
{
    /// <summary>Validates documents.</summary>
    /// <param name="documents">The JSON documents.</param>
    /// <returns>For each document, whether the schema accepts it.</returns>
    public static bool[] Validate(string schemaFile, string[] documents)
    {
        string validator = Path.Combine(Repository.Root, "build", "json-schema");
        Assert.True(Directory.Exists(Path.Combine(validator, "node_modules")), "the schema validator is not installed: run make test, or npm ci in build/json-schema");
        var input = new StringBuilder();
        _ = input.Append("{\"schema\":").Append(File.ReadAllText(schemaFile)).Append(",\"documents\":[").AppendJoin(',', documents).Append("]}");
        var start = new ProcessStartInfo("node", [Path.Combine(validator, "validate.cjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        using Process node = Process.Start(start)!;
        var errors = new StringBuilder();
        node.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        node.BeginErrorReadLine();
        node.StandardInput.Write(input);
        node.StandardInput.Close();
        string output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, $"the schema is refused by the validator: {errors}");
        return [.. JsonNode.Parse(output)!.AsArray().Select(result => result!.GetValue<bool>())];
    }
}
