using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Permissions;
using Contract;
using CsCheck;
using Xunit;

namespace Authorizer.Tests.Permissions;

/// <summary>
/// The JSON Schema for editors and the authorizer's reader accept and refuse the same documents. A separate validator (Ajv) evaluates the
/// schema. Ajv also validates the schema itself against the metaschema of 2020-12.
/// </summary>
public sealed class SchemaTests
{
    private static readonly string SchemaFile = Path.Combine(Repository.Root, "src", "Authorizer", "permissions.schema.json");

    private static readonly Settings Configured = ReadSettings();

    private static readonly string[] Accepted =
    [
        """{"version":1,"rules":[]}""",
        """{"$schema":"permissions.schema.json","version":1,"rules":[]}""",
        Rule("""{"id":"r","description":"why","effect":"deny","routes":["* /**","$connect"]}"""),
        Routes("GET /"), Routes("* /"), Routes("* /**"), Routes("M-SEARCH /a"), Routes("GET /a/{b}/{claim:custom:tenant}/**"),
        Routes("GET /{claim}"), Routes("GET /{claim:a+}"), Routes("GET /a b"), Routes("GET /..."), Routes("GET /.well-known"), Routes("GET /é"),
        Routes("MCP /mcp tools/call"), Routes("MCP /mcp * get_*"), Routes("MCP /{a}/{claim:b}/** *"), Routes("MCP / tools/call a b, c"), Routes("MCP /** prompts/get *"),
        Routes("MCP /mcp resources/read {claim:custom:tenant}"), Routes("MCP /mcp tools/call =?base64?="), Routes("MCP /mcp tools/call =?base64?a?=*"),
        Routes("MCP /mcp x/y!"), Routes("MCP /mcp tools/call \\u0007é *"),
        When("""{}"""),
        When("""{"anyGroup":["a","b"],"allGroups":["c"]}"""),
        When("""{"anyScope":["orders/write"],"allScopes":["a"]}"""),
        When($$"""{"clientIds":["{{TestTokens.ClientId}}"],"tokenUse":"access"}"""),
        When("""{"claims":{"level":[2,3.5],"name":"x","verified":true}}"""),
        When($$"""{"issuers":["{{TestTokens.UserPoolId}}","{{TestTokens.Issuer}}"],"signedInWithin":600,"sourceIp":["192.0.2.0/24","2001:db8::/32"]}"""),
        When("""{"signedInWithin":1}"""), When("""{"signedInWithin":2147483647}"""),
    ];

    private static readonly string[] Refused =
    [
        "[]", "1", "{}", """{"version":1}""", """{"rules":[]}""", """{"version":2,"rules":[]}""", """{"version":"1","rules":[]}""",
        """{"version":1,"rules":{}}""", """{"version":1,"rules":[],"extra":1}""", """{"version":1,"rules":[1]}""", """{"$schema":1,"version":1,"rules":[]}""",
        Rule("""{"effect":"allow","routes":["GET /"]}"""), Rule("""{"id":"r","routes":["GET /"]}"""), Rule("""{"id":"r","effect":"allow"}"""),
        Rule("""{"id":"","effect":"allow","routes":["GET /"]}"""), Rule("""{"id":1,"effect":"allow","routes":["GET /"]}"""),
        Rule("""{"id":"r","effect":"Allow","routes":["GET /"]}"""), Rule("""{"id":"r","effect":"allow","routes":[]}"""),
        Rule("""{"id":"r","effect":"allow","routes":"GET /"}"""), Rule("""{"id":"r","effect":"allow","routes":["GET /"],"comment":""}"""),
        Rule("""{"id":"r","effect":"allow","routes":["GET /"],"description":1}"""),
        Routes("get /"), Routes("GET"), Routes("GET pets"), Routes("/pets"), Routes("GET  /pets"), Routes("GET /a/"), Routes("GET //a"), Routes("GET //**"),
        Routes("GET /a/../b"), Routes("GET /."), Routes("GET /a%20b"), Routes("GET /a/*"), Routes("GET /a/**/b"), Routes("GET /a**"), Routes("GET /a?b"),
        Routes("GET /a\\\\b"), Routes("GET /a\\u0007"), Routes("GET /{}"), Routes("GET /{claim:}"), Routes("GET /{id"), Routes("GET /id}"),
        Routes("GET /x{id}"), Routes("GET /{a}{b}"), Routes("GET /{proxy+}"), Routes("ANY /a"), Routes("$CONNECT"), Routes("$connect "), Routes(""),
        Routes("MCP /mcp"), Routes("MCP /mcp "), Routes("MCP mcp tools/call"), Routes("MCP /mcp  tools/call"), Routes("MCP /mcp tools/*"), Routes("MCP /mcp tools/list a"),
        Routes("MCP /mcp tools/call "), Routes("MCP /mcp tools/call  a"), Routes("MCP /mcp tools/call a "), Routes("MCP /mcp tools/call a*b"), Routes("MCP /mcp tools/call **"),
        Routes("MCP /mcp tools/call {a}"), Routes("MCP /mcp tools/call a{claim:b}"), Routes("MCP /mcp tools/call {claim:}"), Routes("MCP /mcp/ tools/call"),
        Routes("MCP /mcp é"), Routes("MCP /mcp tools/call =?base64?a?="), Routes("MCP /mcp tools/call =?base64??="), Routes("MCP /mcp tools/call =?base64?\\n?="), Routes("MCP /a"),
        When("[]"), When("""{"anyGroups":["a"]}"""), When("""{"anyGroup":[]}"""), When("""{"anyGroup":"a"}"""), When("""{"allGroups":[1]}"""),
        When("""{"anyScope":["a b"]}"""), When("""{"allScopes":[""]}"""), When("""{"tokenUse":"refresh"}"""), When("""{"tokenUse":["id"]}"""),
        When("""{"issuers":[]}"""), When("""{"issuers":"x"}"""), When("""{"signedInWithin":0}"""), When("""{"signedInWithin":-1}"""), When("""{"signedInWithin":1.5}"""),
        When("""{"signedInWithin":"60"}"""), When("""{"signedInWithin":2147483648}"""), When("""{"signedInWithin":[60]}"""), When("""{"sourceIp":[]}"""), When("""{"sourceIp":"192.0.2.0/24"}"""),
        When("""{"claims":{}}"""), When("""{"claims":{"a":[]}}"""), When("""{"claims":{"a":null}}"""), When("""{"claims":{"a":[[1]]}}"""), When("""{"claims":{"a":{}}}"""),
    ];

    // A schema cannot compare a rule with other rules or with the settings. It also cannot check how a number or an address is written.
    private static readonly string[] RefusedByTheReaderAlone =
    [
        Rule("""{"id":"r","effect":"allow","routes":["GET /"]},{"id":"r","effect":"deny","routes":["GET /"]}"""),
        When("""{"issuers":["us-east-1_Other"]}"""), When("""{"sourceIp":["192.0.2.1"]}"""), When("""{"sourceIp":["192.0.2.1/24"]}"""), When("""{"signedInWithin":6e1}"""),
        When("""{"clientIds":["other"]}"""),
        When("""{"tokenUse":"id"}"""),
        """{"version":1.0,"rules":[]}""",
        """{"version":1,"version":1,"rules":[]}""",
    ];

    [Fact]
    public void The_schema_accepts_the_documents_that_the_reader_accepts() => Judge(Accepted, byReader: true, bySchema: true);

    [Fact]
    public void The_schema_refuses_the_documents_that_the_reader_refuses() => Judge(Refused, byReader: false, bySchema: false);

    [Fact]
    public void Only_the_reader_compares_rules_and_settings_and_checks_notation() => Judge(RefusedByTheReaderAlone, byReader: false, bySchema: true);

    [Fact]
    public void The_sample_is_valid_and_refers_to_its_schema()
    {
        string sample = File.ReadAllText(Path.Combine(Repository.Root, "src", "Authorizer", "permissions.json"));

        Judge([sample], byReader: true, bySchema: true);
        Assert.Equal(Path.GetFileName(SchemaFile), JsonNode.Parse(sample)!["$schema"]!.GetValue<string>());
    }

    [Fact]
    public void The_schema_and_the_reader_accept_the_same_routes()
    {
        string[] pieces =
        [
            "GET", "*", "ANY", "get", " ", "/", "/", "/a", "/{id}", "/{claim:x}", "/{claim:", "}", "{", "+", "**", "/**", "..", ".", "%41", "?", "\\\\", "$connect", "é",
        ];
        var routes = new List<string>();
        Gen.Int[0, pieces.Length - 1].Select(index => pieces[index]).Array[0, 6].Select(chosen => string.Concat(chosen)).Sample(route => routes.Add(route), iter: 2000, threads: 1);
        routes.AddRange(routes.ToArray().Select(route => "GET /" + route));
        string[] documents = [.. routes.Distinct().Select(route => Routes(route))];

        bool[] bySchema = Validate(documents);

        Assert.Equal(documents.Select(AcceptedByReader), bySchema);
        Assert.Contains(true, bySchema);
    }

    private static void Judge(string[] documents, bool byReader, bool bySchema)
    {
        bool[] schema = Validate(documents);
        for (int i = 0; i < documents.Length; i++)
        {
            Assert.True(AcceptedByReader(documents[i]) == byReader, $"the reader, {documents[i]}");
            Assert.True(schema[i] == bySchema, $"the schema, {documents[i]}");
        }
    }

    private static Settings ReadSettings()
    {
        using var options = new AuthorizerOptions();
        return SettingsReader.Read(options.Variables.GetValueOrDefault, "/nowhere");
    }

    private static bool AcceptedByReader(string document)
    {
        try
        {
            _ = PermissionsReader.Read("permissions.json", Encoding.UTF8.GetBytes(document), Configured);
            return true;
        }
        catch (ConfigurationException)
        {
            return false;
        }
    }

    private static bool[] Validate(string[] documents) => SchemaValidator.Validate(SchemaFile, documents);

    private static string Rule(string rule) => """{"version":1,"rules":[""" + rule + "]}";

    private static string Routes(string route) => Rule($$"""{"id":"r","effect":"allow","routes":["{{route}}"]}""");

    private static string When(string when) => Rule($$"""{"id":"r","effect":"allow","routes":["GET /"],"when":{{when}}}""");
}
