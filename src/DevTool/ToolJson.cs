using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DevTool.Checking;
using DevTool.Comparing;
using DevTool.Explaining;
using DevTool.Formatting;
using DevTool.McpChecking;
using DevTool.Routes;
using DevTool.Testing;

namespace DevTool;

/// <summary>The shapes of <c>--json</c>: members in camel case, enumerations as words, what is absent left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(PermissionsReport))]
[JsonSerializable(typeof(TestReport))]
[JsonSerializable(typeof(FormatReport))]
[JsonSerializable(typeof(GroupMatrix))]
[JsonSerializable(typeof(ApiCoverage))]
[JsonSerializable(typeof(DraftReport))]
[JsonSerializable(typeof(DifferenceReport))]
[JsonSerializable(typeof(WhoReport))]
[JsonSerializable(typeof(McpCheck))]
internal sealed partial class ToolJson : JsonSerializerContext
{
    /// <summary>The shapes, with quotes and letters of any language as they are: nothing here is put into a page.</summary>
    public static ToolJson Readable =>
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = null });
}
