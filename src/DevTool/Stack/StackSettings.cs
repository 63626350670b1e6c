namespace DevTool.Stack;

/// <summary>What the local stack is made of.</summary>
/// <param name="Authorizer">The authorizer's executable.</param>
/// <param name="SampleApi">The sample API's executable.</param>
/// <param name="CognitoLocal">The folder the identity provider is installed in.</param>
/// <param name="Port">The gateway's port, or 0 for any that is free.</param>
internal sealed record StackSettings(string Authorizer, string SampleApi, string CognitoLocal, int Port);
