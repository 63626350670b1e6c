using System;
using System.Collections.Generic;
using Authorizer.Callers;
using Authorizer.Json;

namespace Authorizer.Conditions;

/// <summary><c>sourceIp</c>. True if API Gateway received the request from an address in one of these CIDR blocks.</summary>
internal sealed class SourceIpCondition(string name, IReadOnlyList<IpBlock> blocks) : Condition(name)
{
    /// <summary>The blocks. Never empty.</summary>
    public IReadOnlyList<IpBlock> Blocks { get; } = blocks;

    /// <inheritdoc/>
    public override string? Claim => null;

    /// <inheritdoc/>
    public override bool VariesWithCalls => true;

    /// <summary>Reads <c>sourceIp</c>.</summary>
    /// <inheritdoc cref="ReadConditions"/>
    public static IEnumerable<Condition> Read(ref JsonReader reader, ConditionsSource source)
    {
        var blocks = new List<IpBlock>();
        _ = source.Syntax.Strings(ref reader, source.Member, text =>
        {
            if (IpBlock.TryParse(text, out string? problem) is { } block)
            {
                blocks.Add(block);
            }

            return problem;
        });
        return [new SourceIpCondition(source.Member, blocks)];
    }

    /// <inheritdoc/>
    public override Predicate<CallerFacts> Compile(RuleNames names)
    {
        names.AsksForAddress = true;
        IpBlock[] all = [.. Blocks];
        return caller => Array.Exists(all, block => block.Contains(caller.At.SourceAddress));
    }
}
