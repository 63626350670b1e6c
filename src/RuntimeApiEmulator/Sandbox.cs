using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace RuntimeApiEmulator;

/// <summary>
/// One process of a function, with its own Runtime API. It never outlives the process that started it (see <see cref="OrphanGuard"/>).
/// </summary>
public sealed partial class Sandbox : IAsyncDisposable
{
    private readonly FunctionConfiguration _configuration;
    private readonly RuntimeApiServer _server;
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly StringBuilder _errors = new();
    private readonly Task _reading;
    private PendingInvocation? _last;
    private bool _disposed;

    private Sandbox(FunctionConfiguration configuration, RuntimeApiServer server, Process process)
    {
        _configuration = configuration;
        _server = server;
        _process = process;
        ProcessId = process.Id;
        OrphanGuard.Watch(ProcessId);
        server.Serve();
        _reading = ReadAsync();
    }

    /// <summary>How often the process requested an event. Lambda can freeze a sandbox from such a request until an event arrives.</summary>
    public int Polls => _server.Polls;

    /// <summary>The process ID.</summary>
    public int ProcessId { get; }

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _disposed || _process.HasExited;

    /// <summary>The body of the process's report that it cannot start, or <see langword="null"/>.</summary>
    public string? InitError => _server.InitError is { } body ? Encoding.UTF8.GetString(body) : null;

    /// <summary>The error type of that report in the platform's records, or <see langword="null"/>.</summary>
    public string? InitErrorType => _server.InitErrorType;

    /// <summary>The address of the sandbox's Runtime API.</summary>
    public string RuntimeApi => _server.Endpoint;

    /// <summary>The faults to inject into the sandbox's Runtime API.</summary>
    public RuntimeApiFaults Faults => _server.Faults;

    /// <summary>The lines that the process has written to standard output so far.</summary>
    public IReadOnlyList<string> OutputLines
    {
        get
        {
            lock (_output)
            {
                return [.. _output];
            }
        }
    }

    /// <summary>The text that the process has written to standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts a process.</summary>
    /// <returns>The sandbox, which might still be starting.</returns>
    /// <exception cref="Win32Exception">The executable cannot be started.</exception>
    public static Sandbox Start(FunctionConfiguration configuration)
    {
        var server = new RuntimeApiServer(configuration.Name);
        string directory = Path.GetDirectoryName(Path.GetFullPath(configuration.Executable))!;
        var start = new ProcessStartInfo(configuration.Executable)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in LambdaEnvironment.Of(configuration.Name, directory, server.Endpoint))
        {
            start.Environment[name] = value;
        }

        foreach ((string name, string value) in configuration.Environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException("no process was started");
        return new Sandbox(configuration, server, process);
    }

    /// <summary>Sends the process one event and waits for its answer.</summary>
    /// <returns>The result of the invocation.</returns>
    public async Task<InvocationResult> InvokeAsync(
        ReadOnlyMemory<byte> payload, InvocationOptions? options = null, CancellationToken cancellation = default)
    {
        var invocation = new PendingInvocation(payload, options, _configuration.Timeout);
        if (payload.Length > RuntimeApiServer.MaxPayloadBytes && !Faults.AnySize)
        {
            _ = invocation.Complete(InvocationResultKind.EventTooLarge, FunctionErrors.EventTooLarge(payload.Length));
            return await invocation.Result;
        }

        _last = invocation;
        _server.Enqueue(invocation);
        try
        {
            return await invocation.Result.WaitAsync(invocation.Timeout, cancellation);
        }
        catch (TimeoutException)
        {
            _ = invocation.Complete(InvocationResultKind.TimedOut, FunctionErrors.TimedOut(invocation.RequestId, invocation.Timeout));
            return await invocation.Result;
        }
    }

    /// <summary>
    /// Waits until the runtime requests an event, which ends the current invocation. Until then, the runtime can continue to work after its
    /// answer.
    /// </summary>
    /// <returns>Whether the sandbox is free. False if its process has ended or takes too long.</returns>
    internal async Task<bool> WaitUntilFreeAsync(CancellationToken cancellation)
    {
        try
        {
            return _last is null || await _last.Ended.WaitAsync(_last.Timeout, cancellation);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Sends the process a signal.</summary>
    /// <param name="signal">The signal's number on Linux: 15 asks it to end, 9 kills it, 19 stops it, 18 continues it.</param>
    public void Signal(int signal)
    {
        // A process that has ended gets no signal, because the system can have reused its ID.
        if (!HasExited)
        {
            _ = Kill(ProcessId, signal);
        }
    }

    /// <summary>Waits for a line of standard output. A line can arrive shortly after the answer to its invocation.</summary>
    /// <param name="match">Returns true for the expected line.</param>
    /// <returns>The line, or <see langword="null"/> if the output ended without it.</returns>
    public async Task<string?> WaitForLineAsync(Predicate<string> match, CancellationToken cancellation = default)
    {
        for (int next = 0; ; next++)
        {
            while (OutputLines.Count <= next)
            {
                if (_reading.IsCompleted && OutputLines.Count <= next)
                {
                    return null;
                }

                await Task.Delay(1, cancellation);
            }

            if (match(OutputLines[next]))
            {
                return OutputLines[next];
            }
        }
    }

    /// <summary>Waits for the end of the process and of its output.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellation = default)
    {
        await _reading.WaitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        // Child processes are killed too, as in Lambda. Otherwise they would keep the output open.
        _process.Kill(entireProcessTree: true);

        await _reading;
        OrphanGuard.Forget(ProcessId);
        _server.Dispose();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);

    // Only this method waits for the process. Process adds and removes the handlers of its end without a lock, so of two simultaneous waits
    // one could last forever.
    private async Task ReadAsync()
    {
        Task errors = ReadLinesAsync(_process.StandardError, line =>
        {
            lock (_errors)
            {
                _ = _errors.AppendLine(line);
            }
        });
        await ReadLinesAsync(_process.StandardOutput, line =>
        {
            lock (_output)
            {
                _output.Add(line);
            }
        });
        await errors;
        await _process.WaitForExitAsync();
        _server.ProcessEnded(_process.ExitCode);
    }

    private static async Task ReadLinesAsync(StreamReader reader, Action<string> take)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            take(line);
        }
    }
}
