// Explains each member of Cognito's tokens in one sentence.

const MEANINGS: ReadonlyMap<string, string> = new Map([
  ["alg", "The signature algorithm. Only RS256 is accepted."],
  ["kid", "The ID of the issuer’s key that signed the token."],
  ["typ", "The kind of token. The authorizer ignores this value."],
  ["sub", "The subject: the user’s unique ID, or the app client if there is no user."],
  ["iss", "The issuer. Only the issuer’s keys can verify the token."],
  ["client_id", "The app client that the token was issued to (access tokens)."],
  ["aud", "The audience: the app client of an ID token, or the API that an access token is for."],
  ["token_use", "access or id. APIs should accept access tokens only."],
  ["scope", "The permissions of the app client. Rules check scopes with anyScope and allScopes."],
  ["cognito:groups", "The user’s groups. Rules check groups with anyGroup and allGroups."],
  ["cognito:roles", "The IAM roles of the groups. The authorizer ignores these roles."],
  ["cognito:preferred_role", "The IAM role of the first group. The authorizer ignores this role."],
  ["username", "The user’s name (access tokens)."],
  ["cognito:username", "The user’s name (ID tokens)."],
  ["exp", "The time at which the token expires."],
  ["iat", "The time at which the token was issued."],
  ["nbf", "The token is not valid before this time."],
  ["auth_time", "The time at which the user signed in."],
  ["jti", "The ID of this token. A revocation of this token contains this ID."],
  ["origin_jti", "The ID of the sign-in. A revocation of this ID revokes all tokens of the sign-in."],
  ["event_id", "The ID of the sign-in event in Cognito’s logs."],
  ["device_key", "The ID of the user’s device."],
  ["version", "The version of the token’s format."],
  ["email", "The user’s e-mail address (ID tokens)."],
  ["email_verified", "Whether Cognito has verified the address."],
  ["phone_number", "The user’s phone number (ID tokens)."],
  ["phone_number_verified", "Whether Cognito has verified the number."],
  ["identities", "The external identity provider of a federated user."],
  ["nonce", "A value from the client that binds the token to one sign-in."],
  ["at_hash", "A hash of the access token of the same sign-in."],
]);

// Claims that affect decisions come first.
const FIRST = ["sub", "username", "cognito:username", "cognito:groups", "scope", "client_id", "aud", "token_use", "exp", "iss"];

const TIMES = new Set(["exp", "iat", "nbf", "auth_time"]);
const UNITS: [number, Intl.RelativeTimeFormatUnit][] = [[86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** The names of claims that the editor suggests in rules. */
export const CLAIM_NAMES = ["sub", "username", "cognito:username", "client_id", "scope", "email", "custom:"];

/** Sorts the members of a token. Members that affect decisions come first. */
export function inOrder(members: Record<string, unknown>): [string, unknown][] {
  const place = (name: string) => FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length;
  return Object.entries(members).sort(([one], [other]) => place(one) - place(other));
}

/** Explains a member of a token. */
export function meaning(name: string): string {
  return MEANINGS.get(name)
    ?? (name.startsWith("custom:") ? "A custom attribute of the user pool." : "Cognito itself does not issue this claim. A pre token generation trigger can add it.");
}

/** Writes a value. Times become dates, and other values are not changed. */
export function shown(name: string, value: unknown, now = Date.now() / 1000): string {
  if (TIMES.has(name) && typeof value === "number" && Math.abs(value) < 8e12) {
    const [size, unit] = UNITS.find(([seconds]) => Math.abs(value - now) >= seconds) ?? [1, "second"];
    return `${new Date(value * 1000).toISOString().replace("T", " ").replace(".000Z", " UTC")} (${relative.format(Math.round((value - now) / size), unit)})`;
  }

  return typeof value === "string" ? value : JSON.stringify(value);
}
