namespace DevTool.Gateway.Definitions;

/// <summary>The part of a request that contains an identity source.</summary>
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

/// <summary>One value of a request that is part of the authorizer's cache key.</summary>
/// <param name="Kind">The part of the request that contains the value.</param>
/// <param name="Name">The name of the value in this part.</param>
internal sealed record IdentitySource(IdentitySourceKind Kind, string Name)
{
    /// <summary>Describes the source in words, such as <c>the header Authorization</c>.</summary>
    public override string ToString() => Kind switch
    {
        IdentitySourceKind.Header => $"the header {Name}",
        IdentitySourceKind.QueryString => $"the query parameter {Name}",
        IdentitySourceKind.StageVariable => $"the stage variable {Name}",
        _ => $"$context.{Name}",
    };
}
