namespace DevTool.Gateway.Definitions;

/// <summary>The shape of the events that an HTTP API sends. REST APIs know only the first, and do not say so.</summary>
internal enum PayloadVersion
{
    /// <summary>1.0, that of REST APIs.</summary>
    V1,

    /// <summary>2.0.</summary>
    V2,
}
