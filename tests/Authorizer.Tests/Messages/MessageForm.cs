using System.Linq;
using System.Text.RegularExpressions;

namespace Authorizer.Tests.Messages;

/// <summary>
/// The form of an error or a warning. It names the place, the problem and the action, for example
/// <c>permissions.json:4: rule "read": unknown effect "permit"; use "allow" or "deny"</c>. This class checks the parts of the form that
/// a program can recognize.
/// </summary>
internal static partial class MessageForm
{
    /// <summary>Compares a message with the form.</summary>
    /// <returns>The first difference, or <see langword="null"/> if there is none.</returns>
    public static string? Fault(Message message)
    {
        string text = message.Text;
        string words = Quoted().Replace(text, "\"\"");
        return text.Length == 0 || text != text.Trim() ? "is empty, or has white space at its ends"
            : text.EndsWith('.') ? "ends with a period"
            : words.Contains('!') ? "has an exclamation mark"
            : !BeginsWell(text) ? "begins with a capital letter"
            : Found().IsMatch(words) ? "does not quote the value that was found"
            : message.Advice.Length == 0 && !Advice().IsMatch(text) && !PassedOn().IsMatch(text) ? "does not say what to do"
            : null;
    }

    // A message begins with a place (AUTHORIZER_BEARER, PARAMS:, CloudFormation's Ref:), a name (AppConfig), or a lower-case letter.
    private static bool BeginsWell(string text)
    {
        string first = text.Split(' ', ':', ';')[0];
        return !char.IsAsciiLetterUpper(text[0]) || text[first.Length..].StartsWith(':') || first.Skip(1).Any(char.IsAsciiLetterUpper) || first is "Cognito";
    }

    // Recognizes an action: an imperative after a semicolon, "must", "allowed only", an example or a suggestion.
    [GeneratedRegex(@"; (?:(?:from|if|for|or|otherwise|to|with|without)\b[^;]{0,80}? )?(?:accept|add|allow|build|check|choose|change|compare|correct|create|declare|delete|deploy|end|export|fix|follow|give|install|keep|list|make|move|name|pin|publish|put|raise|read|remove|rename|replace|report|restart|run|save|see|set|shorten|sign|split|start|store|take|try|use|wait|write)\b|\bmust\b|allowed only|did you mean|for example|known members: |was renamed to")]
    private static partial Regex Advice();

    // Recognizes a message that ends with another message. The other message is collected and checked separately.
    [GeneratedRegex(@"⟨(?:\w+\.)*(?:advice|Message|problem|Problem|Text)(?:\(.*\))?⟩$")]
    private static partial Regex PassedOn();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    // Finds values without quotation marks. Only these places are checked, because numbers, files and addresses need no quotation marks.
    [GeneratedRegex(@"(?:unknown \w+|no such \w+|, not|, found) ⟨")]
    private static partial Regex Found();
}
