using System.Linq;
using System.Text.RegularExpressions;

namespace Authorizer.Tests.Messages;

/// <summary>
/// The form of an error or a warning: where, what, what to do, for example
/// <c>permissions.json:4: rule "read": unknown effect "permit"; use "allow" or "deny"</c>. Checks what a machine can check.
/// </summary>
internal static partial class MessageForm
{
    /// <summary>Finds what is wrong with a message.</summary>
    /// <returns>The fault, or <see langword="null"/>.</returns>
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

    // A place such as AUTHORIZER_BEARER, PARAMS: or CloudFormation's Ref:, a name such as AppConfig, or a small letter.
    private static bool BeginsWell(string text)
    {
        string first = text.Split(' ', ':', ';')[0];
        return !char.IsAsciiLetterUpper(text[0]) || text[first.Length..].StartsWith(':') || first.Skip(1).Any(char.IsAsciiLetterUpper) || first is "Cognito";
    }

    // What to do: an imperative after a semicolon, "must" and "only", or an offer.
    [GeneratedRegex(@"; (?:(?:from|if|for|or|otherwise|to|with|without)\b[^;]{0,80}? )?(?:accept|add|allow|build|check|choose|change|compare|correct|create|declare|delete|deploy|end|export|fix|follow|give|install|keep|list|make|move|name|pin|publish|put|raise|read|remove|rename|replace|report|restart|run|save|see|set|shorten|sign|split|start|store|take|try|use|wait|write)\b|\bmust\b|allowed only|did you mean|for example|known members: |was renamed to")]
    private static partial Regex Advice();

    // The message of another place, collected there, is the end of this one.
    [GeneratedRegex(@"⟨(?:\w+\.)*(?:advice|Message|problem|Problem|Text)(?:\(.*\))?⟩$")]
    private static partial Regex PassedOn();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    // Numbers, files and addresses need no quotes, so only the usual places of other values are checked.
    [GeneratedRegex(@"(?:unknown \w+|no such \w+|, not|, found) ⟨")]
    private static partial Regex Found();
}
