using System.Globalization;
using System.Linq;
using System.Xml;
using System.Xml.Linq;

namespace DevTool.Testing;

/// <summary>
/// Writes results as JUnit XML, which continuous integration systems can show. Each call is a test case, and each caller is a class.
/// </summary>
internal static class JUnitFile
{
    /// <summary>Creates the document.</summary>
    public static XDocument Create(TestReport report)
    {
        XAttribute[] counts = [Number("tests", report.Results.Count), Number("failures", report.Failed), Number("errors", 0), Number("skipped", 0)];
        return new XDocument(new XElement(
            "testsuites", counts, new XElement("testsuite", Text("name", report.File), counts, report.Results.Select(result => Case(report.File, result)))));
    }

    private static XElement Case(string file, CallResult result) => new(
        "testcase",
        Text("classname", result.Caller),
        Text("name", $"{result.Expectation} {result.Call}"),
        Text("file", file),
        Number("line", result.Line),
        Number("time", 0),
        result.Explanation is null ? null : new XElement(
            "failure",
            Text("message", TestText.Headline(result)),
            Text("type", result.Actual),
            Clean(string.Join('\n', TestText.Reasons(result.Explanation)))));

    private static XAttribute Number(string name, int value) => new(name, value.ToString(CultureInfo.InvariantCulture));

    private static XAttribute Text(string name, string value) => new(name, Clean(value));

    // XML 1.0 cannot contain most control characters and unpaired surrogates, so they are removed.
    private static string Clean(string text)
    {
        char[] characters = text.ToCharArray();
        for (int i = 0; i < characters.Length; i++)
        {
            if (i + 1 < characters.Length && XmlConvert.IsXmlSurrogatePair(characters[i + 1], characters[i]))
            {
                i++;
            }
            else if (!XmlConvert.IsXmlChar(characters[i]))
            {
                characters[i] = '\uFFFD';
            }
        }

        return new string(characters);
    }
}
