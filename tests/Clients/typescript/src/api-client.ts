import type { Session } from "./session.js";

/**
 * Calls one API with the access token of a session.
 *
 * 401 means that the token is not valid or has expired: it is refreshed, and the call is sent again, once. 403 means that the token is
 * valid and the caller is not permitted: another token of the same user would change nothing, so it is final.
 */
export class ApiClient {
  readonly #base: URL;
  readonly #session: Session;
  readonly #send: typeof fetch;

  /**
   * @param base The API's address with its stage.
   * @param send Sends requests; replace it to observe them.
   */
  constructor(base: string, session: Session, send: typeof fetch = fetch) {
    this.#base = new URL(base.endsWith("/") ? base : `${base}/`);
    this.#session = session;
    this.#send = send;
  }

  /**
   * @param path Below the base, as in `pets/7`.
   * @throws TypeError if the path leads out of the API, because the token is only for this API.
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
