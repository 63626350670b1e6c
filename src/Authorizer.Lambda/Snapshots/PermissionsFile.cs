using System;
using System.IO;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Permissions;

namespace Authorizer.Lambda.Snapshots;

/// <summary>Reads the permissions file, and live documents in its format.</summary>
internal static class PermissionsFile
{
    /// <summary>Reads the file.</summary>
    /// <param name="settings">
    /// Contains the path of the file. A rule that contradicts the settings is reported, because it can never match.
    /// </param>
    /// <exception cref="ConfigurationException">The file cannot be read or is invalid.</exception>
    public static RulesInForce Read(Settings settings)
    {
        try
        {
            return RulesInForce.Read(settings.PermissionsFile, File.ReadAllBytes(settings.PermissionsFile), settings);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw EnvironmentVariables.Invalid(
                "AUTHORIZER_PERMISSIONS_FILE", $"is {EnvironmentVariables.Quoted(settings.PermissionsFile)}, which cannot be read; make the file readable");
        }
    }

    /// <summary>Creates the function that parses live permissions.</summary>
    /// <param name="name">The document's name in messages.</param>
    /// <param name="settings">A rule that contradicts the settings is reported, because it can never match.</param>
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
