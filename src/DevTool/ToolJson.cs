using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DevTool.Checking;
using DevTool.Comparing;
using DevTool.Explaining;
using DevTool.Formatting;
using DevTool.McpChecking;
using DevTool.NativeAuthorizers;
using DevTool.Revoking;
using DevTool.Routes;
using DevTool.Testing;

namespace DevTool;

/// <summary>The JSON format of <c>--json</c>: members in camel case, enumerations as words, absent values omitted.</summary>
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
[JsonSerializable(typeof(RevocationReport))]
[JsonSerializable(typeof(RevocationsReport))]
[JsonSerializable(typeof(NativeReport))]
internal sealed partial class ToolJson : JsonSerializerContext
{
    /// <summary>
    /// The same format, but easier to read: non-ASCII letters are written as they are, and a quote is written as \" instead of \u0022. This is
    /// safe, because the output is not embedded in an HTML page.
    /// </summary>
    public static ToolJson Readable =>
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = null });
}
