namespace LoadTest.Contenders;

/// <summary>Settings of our authorizer that are measured as separate contenders. Each setting adds a suffix to the contender's name.</summary>
internal static class Variants
{
    public const string Static = "static";
    public const string Managed = "+managed";
    public const string NoCache = "-cache";
    public const string Quiet = "-log";
    public const string Tls = "+tls";
    public const string Healthy = "+keys";
    public const string Outage = "+outage";

    /// <summary>The managed verifier, instead of OpenSSL, verifies signatures.</summary>
    public static Contender WithManagedVerifier(Contender contender) =>
        contender.With(contender.Name + Managed, ("AUTHORIZER_SIGNATURE_VERIFIER", "managed"));

    /// <summary>Tokens are not cached, so that every token is verified. The peers do not cache tokens either.</summary>
    public static Contender WithoutCache(Contender contender) =>
        contender.With(contender.Name + NoCache, ("AUTHORIZER_TOKEN_CACHE_ENTRIES", "0"));

    /// <summary>The authorizer writes no logs and no metrics.</summary>
    public static Contender WithoutLog(Contender contender) => contender.With(contender.Name + Quiet, ("AWS_LAMBDA_LOG_LEVEL", "FATAL"));
}
