/** The two calls of Amazon Cognito user pools that a client without a secret needs. A call is a POST of JSON with the action in a header. */

export interface Tokens {
  readonly accessToken: string;
  /** The refresh token. The response to a refresh does not contain one, because the old refresh token remains valid. */
  readonly refreshToken?: string;
}

/** Cognito refused a call, for example because of a wrong password, an expired or revoked refresh token, or too many calls. */
export class CognitoError extends Error {
  override readonly name = "CognitoError";
  readonly code: string;

  /** @param code The error code of Cognito, such as `NotAuthorizedException`. */
  constructor(code: string) {
    super(`Cognito answered ${code}`);
    this.code = code;
  }
}

export class Cognito {
  readonly #endpoint: string;
  readonly #clientId: string;

  /** @param endpoint `https://cognito-idp.<region>.amazonaws.com`, or a local substitute. */
  constructor(endpoint: string, clientId: string) {
    this.#endpoint = endpoint;
    this.#clientId = clientId;
  }

  signIn(username: string, password: string): Promise<Tokens> {
    return this.#initiateAuth("USER_PASSWORD_AUTH", { USERNAME: username, PASSWORD: password });
  }

  refresh(refreshToken: string): Promise<Tokens> {
    return this.#initiateAuth("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: refreshToken });
  }

  async #initiateAuth(flow: string, parameters: Record<string, string>): Promise<Tokens> {
    const response = await fetch(this.#endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth" },
      body: JSON.stringify({ AuthFlow: flow, ClientId: this.#clientId, AuthParameters: parameters }),
      redirect: "error",
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
      throw new CognitoError(text(answer, "__type")?.split("#").at(-1) ?? `HTTP ${response.status}`);
    }

    const result = member(answer, "AuthenticationResult");
    const accessToken = text(result, "AccessToken");
    const refreshToken = text(result, "RefreshToken");
    if (accessToken === undefined) {
      throw new CognitoError(text(answer, "ChallengeName") ?? "no tokens");
    }

    return { accessToken, ...(refreshToken !== undefined && { refreshToken }) };
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function text(value: unknown, name: string): string | undefined {
  const found = member(value, name);
  return typeof found === "string" ? found : undefined;
}
