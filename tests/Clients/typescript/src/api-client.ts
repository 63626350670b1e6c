import type { Session } from "./session.js";

/**
 * Calls one API with the access token of a session.
 *
 * 401 says that the token is not good (any more): it is refreshed, and the call made again, once. 403 says that the token is good
 * and the caller not permitted: another token of the same user would change nothing, so it is final.
 */
export class ApiClient {
  readonly #base: URL;
  readonly #session: Session;
  readonly #send: typeof fetch;

  /**
   * @param base Where the API is, stage included.
   * @param send Sends requests; for those who want to see them.
   */
  constructor(base: string, session: Session, send: typeof fetch = fetch) {
    this.#base = new URL(base.endsWith("/") ? base : `${base}/`);
    this.#session = session;
    this.#send = send;
  }

  /**
   * @param path Below the base, as in `pets/7`.
   * @throws TypeError where the path leads out of the API: the token is for nobody else.
   */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, this.#base);
    if (!url.href.startsWith(this.#base.href)) {
      throw new TypeError(`${path} leads out of ${this.#base.href}`);
    }

    // The body of a Request is read by sending it; a copy sends it again.
    const request = new Request(url, init);
    const again = request.clone();
    const token = this.#session.accessToken;
    const response = await this.#send(authorized(request, token));
    if (response.status !== 401) {
      return response;
    }

    await response.body?.cancel();
    return this.#send(authorized(again, await this.#session.refresh(token)));
  }
}

function authorized(request: Request, token: string): Request {
  request.headers.set("Authorization", `Bearer ${token}`);
  return request;
}
