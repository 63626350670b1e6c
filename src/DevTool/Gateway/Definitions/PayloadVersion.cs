namespace DevTool.Gateway.Definitions;

/// <summary>
/// The payload version of events. HTTP APIs support both versions. REST APIs support only 1.0, and their events do not contain the version.
/// </summary>
internal enum PayloadVersion
{
    /// <summary>Version 1.0, which REST APIs also use.</summary>
    V1,

    /// <summary>Version 2.0.</summary>
    V2,
}
