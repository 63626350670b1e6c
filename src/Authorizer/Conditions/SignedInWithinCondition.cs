using System;
using System.Collections.Generic;
using System.Globalization;
using Authorizer.Callers;
using Authorizer.Json;

namespace Authorizer.Conditions;

/// <summary>
/// <c>signedInWithin</c>. True if the caller signed in less than this number of seconds ago. The time of the sign-in is <c>auth_time</c>,
/// or <c>iat</c> if <c>auth_time</c> is absent.
/// </summary>
internal sealed class SignedInWithinCondition(string name, int seconds) : Condition(name)
{
    public int Seconds { get; } = seconds;

    /// <inheritdoc/>
    public override string? Claim => "auth_time";

    /// <inheritdoc/>
    public override bool VariesWithCalls => true;

    /// <summary>Reads <c>signedInWithin</c>.</summary>
    /// <inheritdoc cref="ReadConditions"/>
    public static IEnumerable<Condition> Read(ref JsonReader reader, ConditionsSource source)
    {
        _ = reader.Read();
        int seconds = 0;
        bool read = reader.Token == JsonToken.Number
            && System.Buffers.Text.Utf8Parser.TryParse(reader.Raw, out seconds, out int used)
            && used == reader.Raw.Length
            && seconds > 0;
        if (!read)
        {
            source.Syntax.Report(reader, $"\"{source.Member}\" must be a whole number of seconds, from 1 to {int.MaxValue.ToString(CultureInfo.InvariantCulture)}");
            _ = reader.Skip();
        }

        return [new SignedInWithinCondition(source.Member, seconds)];
    }

    /// <inheritdoc/>
    public override Predicate<CallerFacts> Compile(RuleNames names)
    {
        names.AsksForSignIn = true;
        return caller => caller.At.Now < caller.SignedInAt + Seconds;
    }
}
