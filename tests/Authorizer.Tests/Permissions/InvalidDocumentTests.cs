using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Lambda.Configuration;
using Authorizer.Permissions;
using Authorizer.Syntax;
using Contract;
using Xunit;

namespace Authorizer.Tests.Permissions;

/// <summary>The memory that a permissions document uses if it is refused.</summary>
public sealed class InvalidDocumentTests
{
    [Fact]
    public void The_message_about_a_large_invalid_document_needs_little_memory()
    {
        using var options = new AuthorizerOptions();
        Settings settings = SettingsReader.Read(options.Variables.GetValueOrDefault, "/nowhere");
        byte[] document = Encoding.UTF8.GetBytes("""{"version":1,"rules":[""" + new string('x', 8_000_000));

        long before = GC.GetAllocatedBytesForCurrentThread();
        PermissionsException refused = Assert.Throws<PermissionsException>(() => PermissionsReader.Read("permissions.json", document, settings));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Contains("near \"xxxxxxxxxxxxxxxxxxxx…\"", refused.Message, StringComparison.Ordinal);
    }
}
