
namespace DevTool;

/// <summary>The exit codes of commands.</summary>
internal static class ExitCodes
{
    /// <summary>The call is allowed, or the file is valid.</summary>
    public const int Allowed = 0;

    /// <summary>The call is refused, no decision was possible, or the file has problems.</summary>
    public const int Refused = 1;

    /// <summary>The command line is invalid (sysexits: EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>
    /// The tool has a bug (for example, its decision differs from the authorizer's decision), or the output cannot be written (sysexits:
    /// EX_SOFTWARE).
    /// </summary>
    public const int Defect = 70;

    /// <summary>A file or a variable is invalid, or the authorizer would not start with it (sysexits: EX_CONFIG).</summary>
    public const int Configuration = 78;
}
