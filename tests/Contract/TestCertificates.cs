using System;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Contract;

/// <summary>A certificate authority and its certificates. They are new in each test run.</summary>
public static class TestCertificates
{
    private static readonly X509Certificate2 Authority = MakeAuthority("CN=Test authority");

    /// <summary>The certificate of the authority, as PEM.</summary>
    public static string RootPem => Authority.ExportCertificatePem();

    /// <summary>Creates the certificate of a server, signed by the authority.</summary>
    /// <param name="name">The host name or address of the server.</param>
    /// <param name="days">The validity period in days. With 0 and the default start, the certificate has expired.</param>
    /// <param name="startsInDays">The number of days from now until the certificate becomes valid. By default, it is valid since yesterday.</param>
    /// <param name="subject">The common name. Clients must ignore it.</param>
    /// <param name="purpose">The object identifier of the extended key usage.</param>
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

    /// <summary>Creates the certificate of a server, signed by an unknown authority.</summary>
    public static X509Certificate2 ForUnknownRoot(string name)
    {
        using X509Certificate2 stranger = MakeAuthority("CN=Unknown authority");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = Sign(request, name, stranger);
        return Loaded(certificate.CopyWithPrivateKey(key));
    }

    /// <summary>Creates a self-signed certificate.</summary>
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

    // Reloads the certificate, because a server needs the private key in a form that OpenSSL can use.
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
