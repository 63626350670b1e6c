
namespace DevTool;

/// <summary>How a command ends, for scripts.</summary>
internal static class ExitCodes
{
    /// <summary>The call is allowed; the file is usable.</summary>
    public const int Allowed = 0;

    /// <summary>The call is refused, or no decision could be made; the file has problems.</summary>
    public const int Refused = 1;

    /// <summary>The command line cannot be used (sysexits: EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>A defect of this tool: it and the authorizer's decision differ (sysexits: EX_SOFTWARE).</summary>
    public const int Defect = 70;

    /// <summary>A file or a variable cannot be used, or the authorizer would not start with it (sysexits: EX_CONFIG).</summary>
    public const int Configuration = 78;
}
