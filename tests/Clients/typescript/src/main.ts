/** Calls the API as alice, and prints every response. The exit code is 1 if a response differs from the expected one. */
import { setTimeout } from "node:timers/promises";
import { ApiClient } from "./api-client.js";
import { Cognito } from "./cognito.js";
import { Session } from "./session.js";

const username = setting("API_USERNAME");
const cognito = new Cognito(setting("COGNITO_ENDPOINT"), setting("COGNITO_CLIENT_ID"));
const session = await Session.signIn(cognito, username, setting("API_PASSWORD"));
const api = new ApiClient(setting("API_URL"), session, async (input, init) => {
  const request = new Request(input, init);
  const response = await fetch(request);
  console.log(`  ${response.status}  ${request.method} ${new URL(request.url).pathname}`);
  return response;
});

await show("with the access token", 200, "pets");
await show("what readers may not", 403, "admin/reports");

const seconds = process.env["EXPIRY_SECONDS"];
if (seconds !== undefined) {
  console.log(`waiting ${seconds} s: then the access token has expired`);
  await setTimeout(Number(seconds) * 1000);
}

const profile = { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ displayName: "Alice" }) };
await Promise.all([
  show("several calls, one refresh", 200, "pets/1"),
  show("several calls, one refresh", 200, "pets/2"),
  show("a body, sent again", 200, `users/${encodeURIComponent(username)}/profile`, profile),
]);

async function show(what: string, expected: number, path: string, init?: RequestInit): Promise<void> {
  const response = await api.fetch(path, init);
  await response.body?.cancel();
  const isExpected = response.status === expected;
  console.log(`${response.status}  ${init?.method ?? "GET"} ${path}, ${what}${isExpected ? "" : `: NOT AS EXPECTED, which is ${expected}`}`);
  process.exitCode = isExpected ? process.exitCode : 1;
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    console.error(`${name} is not set: see the README`);
    process.exit(1);
  }

  return value;
}
