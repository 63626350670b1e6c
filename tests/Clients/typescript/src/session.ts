import type { Cognito, Tokens } from "./cognito.js";

/** A signed-in user. Tokens are kept only in memory, because an injected script could read them from the browser's storage. */
export class Session {
  readonly #cognito: Cognito;
  #tokens: Tokens;
  #refreshing: Promise<string> | undefined;

  private constructor(cognito: Cognito, tokens: Tokens) {
    this.#cognito = cognito;
    this.#tokens = tokens;
  }

  static async signIn(cognito: Cognito, username: string, password: string): Promise<Session> {
    return new Session(cognito, await cognito.signIn(username, password));
  }

  get accessToken(): string {
    return this.#tokens.accessToken;
  }

  /**
   * Returns a token that is newer than the refused token. If several calls were refused at the same time, only one refresh is sent.
   *
   * @throws CognitoError if the user must sign in again.
   */
  refresh(refused: string): Promise<string> {
    if (refused !== this.accessToken) {
      return Promise.resolve(this.accessToken);
    }

    this.#refreshing ??= this.#refreshNow().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refreshNow(): Promise<string> {
    const { refreshToken } = this.#tokens;
    if (refreshToken === undefined) {
      throw new Error("this session has no refresh token");
    }

    this.#tokens = { refreshToken, ...(await this.#cognito.refresh(refreshToken)) };
    return this.accessToken;
  }
}
