namespace DevTool.Gateway.Definitions;

/// <summary>The shape of the events that an HTTP API sends. REST APIs have only 1.0, and their events do not name it.</summary>
internal enum PayloadVersion
{
    /// <summary>1.0, that of REST APIs.</summary>
    V1,

    /// <summary>2.0.</summary>
    V2,
}
