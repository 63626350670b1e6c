namespace DevTool.Templates;

/// <summary>The pseudo parameters of CloudFormation. Their values are fictitious, because no deployment exists.</summary>
internal static class PseudoParameters
{
    /// <summary>The Region, which is part of ARNs and host names.</summary>
    public const string Region = "us-east-1";

    /// <summary>The account ID, which is part of ARNs.</summary>
    public const string AccountId = "123456789012";

    /// <summary>Finds a pseudo parameter.</summary>
    /// <returns>The value, or <see langword="null"/> if the name is unknown.</returns>
    public static string? Find(string name) => name switch
    {
        "AWS::AccountId" => AccountId,
        "AWS::Partition" => "aws",
        "AWS::Region" => Region,
        "AWS::StackId" => $"arn:aws:cloudformation:{Region}:{AccountId}:stack/local/00000000-0000-0000-0000-000000000000",
        "AWS::StackName" => "local",
        "AWS::URLSuffix" => "amazonaws.com",
        _ => null,
    };
}
