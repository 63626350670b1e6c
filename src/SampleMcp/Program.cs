using System;
using System.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.AspNetCore;
using SampleMcp;

// An MCP server for use behind API Gateway. The authorizer decides only by the request's headers, so this server must refuse a body that
// differs from the headers. The SDK refuses such a body in the revision 2026-07-28. `authz mcp-check URL` tests whether a server refuses
// it.
string address = args is [var given] ? given : "http://127.0.0.1:5005";
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseSetting("urls", address);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddMcpServer()
    .WithHttpTransport(options => options.SessionMode = HttpServerSessionMode.Stateless)
    .WithTools([typeof(OrderTools)]);

await using WebApplication app = builder.Build();
app.MapMcp("/mcp");
await app.StartAsync();
Console.WriteLine($"MCP server: {app.Urls.First()}/mcp"); // Port 0 means any free port.
await app.WaitForShutdownAsync();
