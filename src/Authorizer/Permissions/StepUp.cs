using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Authorizer.Callers;
using Authorizer.Conditions;

namespace Authorizer.Permissions;

/// <summary>
/// The scopes, or the more recent sign-in, that another token of the same caller needs so that one rule allows the call. Used for a
/// challenge to the client (RFC 6750, section 3.1; RFC 9470, section 3). Compiled with the rule.
/// </summary>
internal sealed class StepUp
{
    private readonly Predicate<CallerFacts>[] _others;
    private readonly (Predicate<CallerFacts> Holds, string[] Scopes)[] _scopes;
    private readonly byte[][] _texts;
    private readonly Predicate<CallerFacts>? _signedIn;
    private readonly byte[] _maxAge;

    private StepUp(
        Predicate<CallerFacts>[] others, (Predicate<CallerFacts> Holds, string[] Scopes)[] scopes, (Predicate<CallerFacts> Holds, int Seconds)? signIn)
    {
        _others = others;
        _scopes = scopes;
        _signedIn = signIn?.Holds;
        _maxAge = Encoding.ASCII.GetBytes(signIn?.Seconds.ToString(CultureInfo.InvariantCulture) ?? string.Empty);

        // There is one text for each combination of false scope conditions. A rule has at most two scope conditions.
        _texts = new byte[1 << scopes.Length][];
        for (int missing = 0; missing < _texts.Length; missing++)
        {
            var needed = new List<string>();
            for (int i = 0; i < scopes.Length; i++)
            {
                if ((missing & (1 << i)) != 0)
                {
                    needed.AddRange(Array.FindAll(scopes[i].Scopes, scope => !needed.Contains(scope)));
                }
            }

            _texts[missing] = Encoding.ASCII.GetBytes(string.Join(' ', needed));
        }
    }

    /// <summary>
    /// Compiles a rule. Returns <see langword="null"/> if no other token can help: if the rule is a deny rule, if it requires neither
    /// scopes nor a recent sign-in, or if it requires a scope that no header can contain.
    /// </summary>
    /// <param name="conditions">The rule's compiled conditions, in their order.</param>
    public static StepUp? Of(Rule rule, Predicate<CallerFacts>[] conditions)
    {
        var others = new List<Predicate<CallerFacts>>();
        var scopes = new List<(Predicate<CallerFacts>, string[])>();
        (Predicate<CallerFacts>, int)? signIn = null;
        for (int i = 0; i < conditions.Length; i++)
        {
            if (rule.When[i] is SignedInWithinCondition recent)
            {
                signIn = (conditions[i], recent.Seconds);
            }
            else if (rule.When[i] is not ScopesCondition condition)
            {
                others.Add(conditions[i]);
            }
            else if (Needed(condition) is { } needed)
            {
                scopes.Add((conditions[i], needed));
            }
            else
            {
                return null;
            }
        }

        return rule.Effect == RuleEffect.Allow && (scopes.Count > 0 || signIn is not null) ? new StepUp([.. others], [.. scopes], signIn) : null;
    }

    /// <summary>
    /// Returns the requirements that the caller's token does not meet, or <see langword="default"/> if another token would not help.
    /// </summary>
    public StepUpNeed Missing(CallerFacts caller)
    {
        foreach (Predicate<CallerFacts> holds in _others)
        {
            if (!holds(caller))
            {
                return default;
            }
        }

        int missing = 0;
        for (int i = 0; i < _scopes.Length; i++)
        {
            missing |= _scopes[i].Holds(caller) ? 0 : 1 << i;
        }

        return new StepUpNeed(_texts[missing], _signedIn?.Invoke(caller) == false ? _maxAge : default);
    }

    // Returns all scopes. If one scope is enough, returns only the first one that a header can contain.
    private static string[]? Needed(ScopesCondition condition)
    {
        var usable = new List<string>();
        foreach (string scope in condition.Scopes)
        {
            if (IsScopeToken(scope))
            {
                usable.Add(scope);
            }
        }

        return condition.All
            ? (usable.Count == condition.Scopes.Count ? [.. usable] : null)
            : usable.Count > 0 ? [usable[0]] : null;
    }

    // A scope consists of printable ASCII without space, quote and backslash (RFC 6749, section 3.3). A header's quoted string could not
    // contain other characters unescaped.
    private static bool IsScopeToken(string scope) =>
        !scope.AsSpan().ContainsAnyExceptInRange('!', '~') && !scope.AsSpan().ContainsAny('"', '\\');
}
