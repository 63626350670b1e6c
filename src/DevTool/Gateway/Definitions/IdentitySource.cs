namespace DevTool.Gateway.Definitions;

/// <summary>The part of a request that an identity source is in.</summary>
internal enum IdentitySourceKind
{
    /// <summary>A header field.</summary>
    Header,

    /// <summary>A query parameter.</summary>
    QueryString,

    /// <summary>A stage variable.</summary>
    StageVariable,

    /// <summary>A variable of <c>$context</c>.</summary>
    Context,
}

/// <summary>One value that identifies a caller to the authorizer's cache.</summary>
/// <param name="Kind">The part of the request that it is in.</param>
/// <param name="Name">Its name in that part.</param>
internal sealed record IdentitySource(IdentitySourceKind Kind, string Name)
{
    /// <summary>The source in words, such as <c>the header Authorization</c>.</summary>
    public override string ToString() => Kind switch
    {
        IdentitySourceKind.Header => $"the header {Name}",
        IdentitySourceKind.QueryString => $"the query parameter {Name}",
        IdentitySourceKind.StageVariable => $"the stage variable {Name}",
        _ => $"$context.{Name}",
    };
}
