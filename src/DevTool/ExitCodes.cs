
namespace DevTool;

/// <summary>The exit codes of commands.</summary>
internal static class ExitCodes
{
    /// <summary>The call is allowed; the file is usable.</summary>
    public const int Allowed = 0;

    /// <summary>The call is refused, or no decision could be made; the file has problems.</summary>
    public const int Refused = 1;

    /// <summary>The command line cannot be used (sysexits: EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>A bug in this tool, for example if it disagrees with the authorizer, or output that cannot be written (sysexits: EX_SOFTWARE).</summary>
    public const int Defect = 70;

    /// <summary>A file or a variable cannot be used, or the authorizer would not start with it (sysexits: EX_CONFIG).</summary>
    public const int Configuration = 78;
}
