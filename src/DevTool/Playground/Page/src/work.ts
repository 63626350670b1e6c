// The user's work: the rules and the call. It is kept over a reload and goes into links, and it never contains a token.
import type { Shape } from "./api.ts";
import { withoutTokens } from "./tokens.ts";

export type ShapeChoice = Shape | "Custom";

/** Where the token came from, so that a reload or another machine can get one like it: a sample, a user, or null if it cannot be obtained again. */
export type TokenSource = { sample: string } | { user: string } | null;

/** The rules and the call. */
export interface Work {
  /** The edited rules; null if they are those of the file. */
  rules: string | null;
  shape: ShapeChoice;
  method: string;
  path: string;
  event: string;
  source: TokenSource;
}

const SHAPES: readonly string[] = ["RestRequest", "RestToken", "HttpApi1", "HttpApi2", "WebSocketConnect", "Custom"];
const KEY = "playground";

// Longer than any permissions file; a link must not be able to fill the memory.
const MAX_LINK_BYTES = 512 * 1024;

function serialize(work: Work): string {
  return JSON.stringify(work, (_name, value) => typeof value === "string" ? withoutTokens(value) : value);
}

/** Reads a link, which another person may have written: anything except texts in the expected places is refused. */
function parse(json: string): Work | null {
  const read: unknown = JSON.parse(json);
  if (typeof read !== "object" || read === null) {
    return null;
  }

  const { rules, shape, method, path, event, source } = read as Record<string, unknown>;
  const isText = (value: unknown) => typeof value === "string";
  if (!(rules === null || isText(rules)) || !isText(shape) || !SHAPES.includes(shape as string) || ![method, path, event].every(isText)) {
    return null;
  }

  const from = source as Record<string, unknown> | null | undefined;
  const kept: TokenSource = isText(from?.["sample"]) ? { sample: from["sample"] as string } : isText(from?.["user"]) ? { user: from["user"] as string } : null;
  return { rules, shape, method, path, event, source: kept } as Work;
}

/** Keeps the work for a reload of this tab. */
export function keep(work: Work): void {
  sessionStorage.setItem(KEY, serialize(work));
}

/** Gives the work that was kept. */
export function kept(): Work | null {
  try {
    return parse(sessionStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: BlobPart[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > MAX_LINK_BYTES) {
      await reader.cancel();
      throw new RangeError("The link is too long.");
    }

    parts.push(next.value);
  }

  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Makes the fragment of a link. A browser sends it to no server. */
export async function toFragment(work: Work): Promise<string> {
  const packed = await through(new TextEncoder().encode(serialize(work)), new CompressionStream("deflate-raw"));
  const binary = Array.from(packed, (byte) => String.fromCharCode(byte)).join("");
  return `#1${btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** Reads the fragment of a link; null if this page did not make it. */
export async function fromFragment(fragment: string): Promise<Work | null> {
  if (!fragment.startsWith("#1")) {
    return null;
  }

  try {
    const binary = atob(fragment.slice(2).replaceAll("-", "+").replaceAll("_", "/"));
    const packed = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return parse(new TextDecoder().decode(await through(packed, new DecompressionStream("deflate-raw"))));
  } catch {
    return null;
  }
}
