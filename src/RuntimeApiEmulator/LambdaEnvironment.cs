using System.Collections.Generic;

namespace RuntimeApiEmulator;

/// <summary>The environment variables that Lambda itself sets (AWS documentation: "Working with Lambda environment variables").</summary>
public static class LambdaEnvironment
{
    /// <summary>The variables that Lambda sets for one sandbox.</summary>
    /// <returns>The values by name.</returns>
    public static Dictionary<string, string> Of(string functionName, string directory, string endpoint) => new()
    {
        ["AWS_LAMBDA_RUNTIME_API"] = endpoint,
        ["AWS_LAMBDA_FUNCTION_NAME"] = functionName,
        ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
        ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "512",
        ["AWS_LAMBDA_LOG_FORMAT"] = "JSON",
        ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand",
        ["AWS_REGION"] = "us-east-1",
        ["AWS_DEFAULT_REGION"] = "us-east-1",
        ["LAMBDA_TASK_ROOT"] = directory,
        ["LANG"] = "en_US.UTF-8",
        ["TZ"] = ":UTC",
        ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
        ["_HANDLER"] = "bootstrap",
    };
}
