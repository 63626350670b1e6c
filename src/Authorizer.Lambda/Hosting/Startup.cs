using System;
using System.Buffers;
using System.IO;
using System.Text;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Telemetry;
using Authorizer.Options;
using Authorizer.Responses;
using LambdaRuntime;

namespace Authorizer.Lambda.Hosting;

/// <summary>
/// Creates the function from the environment, and logs why a process ends. All executables use this class, with and without Amazon's
/// packages.
/// </summary>
internal static class Startup
{
    /// <summary>Creates the function. If the configuration is invalid, reports the problem to the Runtime API and logs it.</summary>
    /// <returns>The function, or <see langword="null"/> if the configuration is invalid. The process must then end.</returns>
    public static AuthorizerFunction? Create(RuntimeApiClient client, Platform platform, Stream output)
    {
        try
        {
            VariableNames.Check(ProcessEnvironment.Names());
            Settings settings = SettingsReader.Read(platform.Variable, AppContext.BaseDirectory);
            return AuthorizerFunction.Create(settings, platform, output, () => Moment.Now);
        }
        catch (ConfigurationException invalid)
        {
            var error = new ArrayBufferWriter<byte>();
            ErrorObject.Write(ConfigurationException.ErrorType, Encoding.UTF8.GetBytes(invalid.Message), error);
            client.ReportInitError(ConfigurationException.ErrorType, error.WrittenSpan);
            LogFatal(output, "The configuration is invalid.", invalid.Message);
            return null;
        }
    }

    /// <summary>Logs why the process ends.</summary>
    public static void LogFatal(Stream output, string message, string problem) =>
        new Log(output, LogLevel.Fatal).Write(LogLevel.Fatal, message, ("problem", problem));
}
