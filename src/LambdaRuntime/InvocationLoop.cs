using System;
using System.Buffers;
using System.Runtime.InteropServices;
using System.Threading;

namespace LambdaRuntime;

/// <summary>The main loop of a sandbox: request an invocation, answer it, repeat.</summary>
public static class InvocationLoop
{
    private const int Waiting = 0;
    private const int Handling = 1;
    private const int Stopping = 2;

    private static int _state;

    /// <summary>
    /// Runs until SIGTERM. The process then ends with exit code 0 between two invocations, never during an invocation (AWS documentation:
    /// "Lambda execution environment", shutdown phase).
    /// </summary>
    /// <exception cref="RuntimeApiException">The connection to the Runtime API is lost.</exception>
    public static void Run(RuntimeApiClient client, IInvocationHandler handler)
    {
        using PosixSignalRegistration termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var answer = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            Invocation invocation = client.Next();
            if (Interlocked.CompareExchange(ref _state, Handling, Waiting) != Waiting)
            {
                return;
            }

            answer.ResetWrittenCount();
            InvocationOutcome outcome = handler.Handle(invocation, answer);
            int status = client.Answer(outcome, answer.WrittenSpan);
            if (status >= 400)
            {
                handler.AnswerRefused(client.RequestId, status);
            }

            handler.AnswerSent();

            if (Interlocked.CompareExchange(ref _state, Waiting, Handling) != Handling)
            {
                return;
            }
        }
    }

    private static void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Exchange(ref _state, Stopping) == Waiting)
        {
            Environment.Exit(0);
        }
    }
}
