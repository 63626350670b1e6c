/** The two calls of Amazon Cognito user pools that a client without a secret needs: JSON over POST, the action in a header. */

export interface Tokens {
  readonly accessToken: string;
  /** Absent from the answer to a refresh, unless the app client rotates refresh tokens. */
  readonly refreshToken?: string;
}

/** Cognito refused: wrong password, a refresh token that has expired or was revoked, too many calls. */
export class CognitoError extends Error {
  override readonly name = "CognitoError";
  readonly code: string;

  /** @param code Cognito's error name, such as `NotAuthorizedException`. */
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
