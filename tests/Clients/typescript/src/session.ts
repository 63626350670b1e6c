import type { Cognito, Tokens } from "./cognito.js";

/** A signed-in user. The tokens are in memory and nowhere else: what a page can read from storage, so can a script put into it. */
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
   * Gives a token that is newer than one the API refused. However many calls were refused at once, Cognito is asked once.
   *
   * @throws CognitoError where the user has to sign in again.
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
