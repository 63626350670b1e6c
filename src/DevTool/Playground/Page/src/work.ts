// The user's work: the rules and the call. The page restores the work after a reload and puts it into links. The work never contains a token.
import type { Shape } from "./api.ts";
import { withoutTokens } from "./tokens.ts";

export type ShapeChoice = Shape | "Custom";

/**
 * The source of the token, from which a reload or another machine can get a similar token: a sample or a user. Null if the token cannot be
 * obtained again.
 */
export type TokenSource = { sample: string } | { user: string } | null;

/** The rules and the call. */
export interface Work {
  /** The edited rules; null if they are equal to the rules on disk. */
  rules: string | null;
  shape: ShapeChoice;
  method: string;
  path: string;
  event: string;
  source: TokenSource;
}

const SHAPES: readonly string[] = ["RestRequest", "RestToken", "HttpApi1", "HttpApi2", "WebSocketConnect", "Custom"];
const KEY = "playground";

// Larger than usual permissions files. The limit prevents that a link fills the memory.
const MAX_LINK_BYTES = 512 * 1024;

function serialize(work: Work): string {
  return JSON.stringify(work, (_name, value) => typeof value === "string" ? withoutTokens(value) : value);
}

/** Reads the content of a link. Another person may have written it, so everything except texts in the expected members is refused. */
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

/** Stores the work for a reload of this tab. */
export function keep(work: Work): void {
  sessionStorage.setItem(KEY, serialize(work));
}

/** Returns the stored work. */
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

/** Creates the fragment of a link. Browsers do not send fragments to a server. */
export async function toFragment(work: Work): Promise<string> {
  const bytes = new TextEncoder().encode(serialize(work));
  if (bytes.length > MAX_LINK_BYTES) {
    throw new RangeError("The rules are too large for a link. Download the file instead.");
  }

  const packed = await through(bytes, new CompressionStream("deflate-raw"));
  const binary = Array.from(packed, (byte) => String.fromCharCode(byte)).join("");
  return `#1${btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** Reads the fragment of a link. Returns null if this page did not create the fragment. */
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
