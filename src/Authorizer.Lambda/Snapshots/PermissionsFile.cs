using System;
using System.IO;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Permissions;

namespace Authorizer.Lambda.Snapshots;

/// <summary>The permissions file beside the executable, or the one that is configured; and documents of the same form.</summary>
internal static class PermissionsFile
{
    /// <summary>Reads the file.</summary>
    /// <param name="settings">Where it is, and what else is configured: a rule that contradicts it can never match.</param>
    /// <returns>The rules.</returns>
    /// <exception cref="ConfigurationException">The file cannot be used.</exception>
    public static RulesInForce Read(Settings settings)
    {
        try
        {
            return RulesInForce.Read(settings.PermissionsFile, File.ReadAllBytes(settings.PermissionsFile), settings);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"AUTHORIZER_PERMISSIONS_FILE names a file that cannot be read: {settings.PermissionsFile}.");
        }
    }

    /// <summary>Reads live documents of permissions.</summary>
    /// <param name="name">What messages call them.</param>
    /// <param name="settings">What else is configured.</param>
    public static LiveDocumentReader<RulesInForce> DocumentReader(string name, Settings settings) => (body, _, out problem) =>
    {
        try
        {
            problem = null;
            return RulesInForce.Read(name, body.ToArray(), settings);
        }
        catch (ConfigurationException invalid)
        {
            problem = invalid.Message;
            return null;
        }
    };
}
