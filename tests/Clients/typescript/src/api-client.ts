import type { Session } from "./session.js";

/**
 * Calls one API with the access token of a session.
 *
 * Status 401 means that the token is invalid or has expired. The client then refreshes the token and sends the call a second time. Status 403
 * means that the token is valid, but the caller is not permitted. A new token of the same user would not change this, so 403 is final.
 */
export class ApiClient {
  readonly #base: URL;
  readonly #session: Session;
  readonly #send: typeof fetch;

  /**
   * @param base The address of the API with the stage.
   * @param send Sends requests. Replace this function to observe them.
   */
  constructor(base: string, session: Session, send: typeof fetch = fetch) {
    this.#base = new URL(base.endsWith("/") ? base : `${base}/`);
    this.#session = session;
    this.#send = send;
  }

  /**
   * @param path The path below the base, such as `pets/7`.
   * @throws TypeError if the path is outside of the API, because the token must be sent only to this API.
   */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, this.#base);
    if (!url.href.startsWith(this.#base.href)) {
      throw new TypeError(`${path} leads out of ${this.#base.href}`);
    }

    // Sends a copy, because sending reads the body of a Request and the second attempt needs the body again.
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
