using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;

namespace DevTool.Serving;

/// <summary>
/// The output of <c>serve</c> while it runs, in the order of events. A separate task writes the output, so that a call does not wait for its
/// explanation.
/// </summary>
internal sealed class CallLog(Terminal terminal)
{
    private readonly Channel<Action<CallExplainer>> _entries = Channel.CreateUnbounded<Action<CallExplainer>>();

    /// <summary>Adds a call.</summary>
    /// <param name="reply">The response.</param>
    public void Add(GatewayRequest request, HttpReply reply) => _entries.Writer.TryWrite(explainer => CallLine.Of(request, reply, explainer).Write(terminal));

    /// <summary>Adds a message to the output.</summary>
    public void Add(string text, Colour colour) => _entries.Writer.TryWrite(_ => terminal.Line(text, colour));

    /// <summary>Writes all entries until the operation is cancelled.</summary>
    /// <param name="explainer">Explains the authorizer's decision about an event.</param>
    /// <returns>A task that completes after the cancellation.</returns>
    public async Task WriteAsync(CallExplainer explainer, CancellationToken cancellation)
    {
        await foreach (Action<CallExplainer> write in _entries.Reader.ReadAllAsync(cancellation))
        {
            write(explainer);
        }
    }
}
