// Runs the official MCP client, which receives only the address of an MCP server behind a REST API. The client finds the authorization server,
// signs in, calls a tool, and requests the scope that another tool needs. Prints one line of JSON per step.

import { Client, StreamableHTTPClientTransport, UnauthorizedError } from "@modelcontextprotocol/client";

const server = new URL(process.env.MCP_URL);
const redirect = "http://127.0.0.1:1/callback";
const statuses = [];
let callback;

const say = (step, result) => console.log(JSON.stringify({ step, result, statuses: statuses.splice(0) }));

// A REST API may be unable to put the scope into the header of a 403, so the body contains it. See "Challenges for clients" in
// src/Authorizer/Mcp/README.md.
async function fetchAndRead(url, init) {
  const response = await fetch(url, init);
  if (String(url) !== server.href) return response;
  statuses.push(response.status);
  if (response.status !== 403 || response.headers.has("www-authenticate")) return response;
  const text = await response.text();
  const headers = new Headers(response.headers);
  const scope = JSON.parse(text).error?.scope;
  if (scope) headers.set("WWW-Authenticate", `Bearer error="insufficient_scope", scope="${scope}"`);
  return new Response(text, { status: 403, headers });
}

// Replaces a browser and its user: sends the filled-in form, and receives a redirect to the client.
async function signIn(url) {
  const form = new URLSearchParams({ username: process.env.API_USERNAME, password: process.env.API_PASSWORD });
  const response = await fetch(url, { method: "POST", body: form, redirect: "manual" });
  callback = new URL(response.headers.get("location")).searchParams;
}

const stored = {};
const provider = {
  redirectUrl: redirect,
  clientMetadata: {
    client_name: "example", redirect_uris: [redirect], grant_types: ["authorization_code"], response_types: ["code"], token_endpoint_auth_method: "none",
  },
  clientInformation: () => stored.client,
  saveClientInformation: (client) => { stored.client = client; },
  tokens: () => stored.tokens,
  saveTokens: (tokens) => { stored.tokens = tokens; },
  saveCodeVerifier: (verifier) => { stored.verifier = verifier; },
  codeVerifier: () => stored.verifier,
  saveDiscoveryState: (state) => { stored.discovery = state; },
  discoveryState: () => stored.discovery,
  redirectToAuthorization: signIn,
};

const newTransport = () => new StreamableHTTPClientTransport(server, { authProvider: provider, fetch: fetchAndRead });
const newClient = () => new Client({ name: "example", version: "1" }, { versionNegotiation: { mode: { pin: "2026-07-28" } } });

const isUnauthorized = (error) => error instanceof UnauthorizedError || error?.cause instanceof UnauthorizedError || error?.name === "UnauthorizedError"
  || error?.data?.cause instanceof UnauthorizedError;

let transport = newTransport();
let client = newClient();
try {
  await client.connect(transport);
  say("connect", "no sign-in was asked for");
} catch (error) {
  if (!callback) throw error;
  say("sign in", stored.discovery?.authorizationServerUrl ?? (isUnauthorized(error) ? "asked" : String(error)));
  await transport.finishAuth(callback);
  transport = newTransport();
  client = newClient();
  await client.connect(transport);
}

say("connect", client.getNegotiatedProtocolVersion?.() ?? "connected");
say("list tools", (await client.listTools()).tools.map((tool) => tool.name).sort());
say("call get_order", (await client.callTool({ name: "get_order", arguments: { number: 7 } })).content[0].text);

try {
  await client.callTool({ name: "delete_all_orders", arguments: {} });
  say("call delete_all_orders", "allowed");
} catch (error) {
  say("call delete_all_orders", String(error.message));
}

callback = undefined;
try {
  say("call cancel_order", (await client.callTool({ name: "cancel_order", arguments: { number: 7 } })).content[0].text);
} catch (error) {
  if (!callback) throw error;
  say("step up", String(error.message));
  await transport.finishAuth(callback);
  say("call cancel_order", (await client.callTool({ name: "cancel_order", arguments: { number: 7 } })).content[0].text);
}

say("granted", stored.tokens.scope);
await client.close();
