// A typical Node.js authorizer. It uses aws-jwt-verify, whose key cache is filled from a file, and the same permissions file. It writes one log
// line per decision. Lambda's own runtime client for Node.js is native code with libcurl. Here, a loop with node:http and one persistent
// connection replaces this client.
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { CognitoJwtVerifier } from "aws-jwt-verify";

const { AWS_LAMBDA_RUNTIME_API, AUTHORIZER_ISSUERS, AUTHORIZER_CLIENT_IDS, AUTHORIZER_JWKS_FILE, AUTHORIZER_PERMISSIONS_FILE } = process.env;
const verifier = CognitoJwtVerifier.create({
  userPoolId: AUTHORIZER_ISSUERS.slice(AUTHORIZER_ISSUERS.lastIndexOf("/") + 1),
  tokenUse: "access",
  clientId: AUTHORIZER_CLIENT_IDS.split(","),
  graceSeconds: 5,
});
verifier.cacheJwks(JSON.parse(readFileSync(AUTHORIZER_JWKS_FILE, "utf8")));

const rules = JSON.parse(readFileSync(AUTHORIZER_PERMISSIONS_FILE, "utf8")).rules.map((rule) => ({
  ...rule,
  routes: rule.routes.map((route) => {
    const [method, path] = route.split(" ");
    return { method, segments: path.split("/").slice(1) };
  }),
}));

function segmentMatches(pattern, segment, claims) {
  if (segment === "") return false;
  if (!pattern.startsWith("{")) return pattern === segment;
  return !pattern.startsWith("{claim:") || claims[pattern.slice(7, -1)] === segment;
}

function routeMatches({ method, segments }, actualMethod, path, claims) {
  if (method !== "*" && method !== actualMethod) return false;
  const deep = segments.at(-1) === "**";
  const fixed = deep ? segments.slice(0, -1) : segments;
  return (deep ? path.length >= fixed.length : path.length === fixed.length)
    && fixed.every((pattern, at) => segmentMatches(pattern, path[at], claims));
}

function conditionsHold({ anyGroup, allGroups } = {}, groups) {
  return (!anyGroup || anyGroup.some((group) => groups.includes(group)))
    && (!allGroups || allGroups.every((group) => groups.includes(group)));
}

function permit(method, path, claims) {
  const groups = claims["cognito:groups"] ?? [];
  const segments = path.split("/").slice(1);
  const matching = rules.filter((rule) =>
    conditionsHold(rule.when, groups) && rule.routes.some((route) => routeMatches(route, method, segments, claims)));
  return matching.some((rule) => rule.effect === "deny") ? undefined : matching[0];
}

function policy(claims, arn, effect, context) {
  return {
    principalId: claims.sub,
    policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect: effect, Resource: arn }] },
    context,
  };
}

function decide(event) {
  const header = Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === "authorization")?.[1];
  if (!/^Bearer ./i.test(header ?? "")) return { decision: "unauthorized", reason: "token_missing" };
  let claims;
  try {
    claims = verifier.verifySync(header.slice(7));
  } catch (refused) {
    return { decision: "unauthorized", reason: refused.name };
  }

  const arn = event.methodArn;
  const [, , method, ...path] = arn.split(":").slice(5).join(":").split("/");
  const rule = permit(method, "/" + path.join("/"), claims);
  const { sub, client_id: clientId } = claims;
  if (!rule) {
    const reason = "route_not_permitted";
    return { decision: "deny", reason, sub, clientId, arn, answer: policy(claims, arn, "Deny", { errorCode: reason }) };
  }

  const context = {
    sub, username: claims.username, clientId, tokenUse: claims.token_use, scope: claims.scope,
    groups: claims["cognito:groups"]?.join(" "), issuer: claims.iss, jti: claims.jti, expiresAt: claims.exp, ruleId: rule.id,
  };
  return { decision: "allow", sub, clientId, arn, ruleId: rule.id, answer: policy(claims, arn, "Allow", context) };
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const colon = AWS_LAMBDA_RUNTIME_API.lastIndexOf(":");
const [host, port] = [AWS_LAMBDA_RUNTIME_API.slice(0, colon), AWS_LAMBDA_RUNTIME_API.slice(colon + 1)];

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
    const sent = request({ host, port, agent, method, path: "/2018-06-01/runtime/invocation/" + path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => { text += part; }).on("error", reject)
        .on("end", () => resolve({ headers: response.headers, text }));
    });
    sent.on("error", reject).end(body);
  });
}

async function run() {
  for (;;) {
    const { headers, text } = await call("GET", "next");
    const requestId = headers["lambda-runtime-aws-request-id"];
    const started = process.hrtime.bigint();
    const { answer, ...facts } = decide(JSON.parse(text));
    const durationUs = Number((process.hrtime.bigint() - started) / 1000n);
    console.log(JSON.stringify({ timestamp: new Date().toISOString(), level: "INFO", message: "decision", requestId, ...facts, durationUs }));
    await (answer
      ? call("POST", requestId + "/response", JSON.stringify(answer))
      : call("POST", requestId + "/error", JSON.stringify({ errorType: "Unauthorized", errorMessage: "Unauthorized" })));
  }
}

run();
