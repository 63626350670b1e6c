namespace LoadTest.Contenders;

/// <summary>Settings of ours that are measured as contenders of their own; each is a suffix of a name.</summary>
internal static class Variants
{
    public const string Static = "static";
    public const string Managed = "+managed";
    public const string NoCache = "-cache";
    public const string Quiet = "-log";
    public const string Tls = "+tls";
    public const string Healthy = "+keys";
    public const string Outage = "+outage";

    /// <summary>Signatures verified by our own code instead of the platform's.</summary>
    public static Contender WithManagedVerifier(Contender contender) =>
        contender.With(contender.Name + Managed, ("AUTHORIZER_SIGNATURE_VERIFIER", "managed"));

    /// <summary>No token is remembered, so that each is verified, as the peers do.</summary>
    public static Contender WithoutCache(Contender contender) =>
        contender.With(contender.Name + NoCache, ("AUTHORIZER_TOKEN_CACHE_ENTRIES", "0"));

    /// <summary>Neither logs nor metrics.</summary>
    public static Contender WithoutLog(Contender contender) => contender.With(contender.Name + Quiet, ("AWS_LAMBDA_LOG_LEVEL", "FATAL"));
}
