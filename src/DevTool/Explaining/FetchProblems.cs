using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Telemetry;

namespace DevTool.Explaining;

/// <summary>Reads from the authorizer's log why fetching keys failed.</summary>
internal sealed class FetchProblems : IDisposable
{
    private readonly MemoryStream _lines = new();

    public FetchProblems() => Log = new Log(_lines, LogLevel.Warn);

    /// <summary>The log that receives the lines.</summary>
    public Log Log { get; }

    /// <summary>The last problem in the log, or <see langword="null"/>.</summary>
    public string? Last => Encoding.UTF8.GetString(_lines.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonNode.Parse(line)?["problem"]?.ToString()).LastOrDefault(problem => problem is not null);

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();
}
