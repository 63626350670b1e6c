using System;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Contract;

/// <summary>A certificate authority and its certificates, created for each test run.</summary>
public static class TestCertificates
{
    private static readonly X509Certificate2 Authority = MakeAuthority("CN=Test authority");

    /// <summary>The trust anchor as PEM.</summary>
    public static string RootPem => Authority.ExportCertificatePem();

    /// <summary>A server's certificate, signed by the authority.</summary>
    /// <param name="name">The host name or address it is for.</param>
    /// <param name="days">How many days it is valid from yesterday on; 0 has expired.</param>
    /// <param name="startsInDays">When it becomes valid.</param>
    /// <param name="subject">The common name, which clients must ignore.</param>
    /// <param name="purpose">The extended key usage, or none.</param>
    public static X509Certificate2 For(
        string name, int days = 30, int startsInDays = -1, string subject = "server", string? purpose = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + subject, key, HashAlgorithmName.SHA256);
        if (purpose is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        }

        using X509Certificate2 certificate = Sign(request, name, Authority, days, startsInDays);
        return Loaded(certificate.CopyWithPrivateKey(key));
    }

    /// <summary>A server's certificate, signed by an unknown authority.</summary>
    public static X509Certificate2 ForUnknownRoot(string name)
    {
        using X509Certificate2 stranger = MakeAuthority("CN=Unknown authority");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = Sign(request, name, stranger);
        return Loaded(certificate.CopyWithPrivateKey(key));
    }

    /// <summary>A certificate that no authority signed.</summary>
    public static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(AlternativeName(name));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
    }

    private static X509Certificate2 Sign(
        CertificateRequest request, string name, X509Certificate2 authority, int days = 30, int startsInDays = -1)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, false));
        request.CertificateExtensions.Add(AlternativeName(name));
        DateTimeOffset from = DateTimeOffset.UtcNow.AddDays(startsInDays);
        var generator = X509SignatureGenerator.CreateForECDsa(authority.GetECDsaPrivateKey()!);
        return request.Create(authority.SubjectName, generator, from, from.AddHours((24 * days) + 1), [1, 2, 3, 4]);
    }

    // A server needs the private key in a form that OpenSSL can use.
    private static X509Certificate2 Loaded(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
        }
    }

    private static X509Extension AlternativeName(string name)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        return names.Build();
    }

    private static X509Certificate2 MakeAuthority(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(365));
    }
}
