// Decodes tokens to show them. This file does not verify tokens.

/** The placeholder for the token in an event. */
export const PLACEHOLDER = "{token}";

// A JOSE header is a JSON object. In base64url, its first character is "e". The second character is "y" or "w", because a quote, a space or a
// line break follows the brace.
const TOKEN = /\be[wy][\w-]{8,}(?:\.[\w-]*)+/g;

/** Replaces everything that looks like a token, so that the text can be stored and shared. */
export function withoutTokens(text: string): string {
  return text.replace(TOKEN, PLACEHOLDER);
}

/** Finds the first token in a text. */
export function findToken(text: string): string | null {
  return text.match(TOKEN)?.[0] ?? null;
}

/** Removes the scheme from a token that a user pasted. */
export function bare(pasted: string): string {
  return pasted.trim().replace(/^Bearer\s+/i, "");
}

/** The decoded parts of a token. A part that cannot be decoded is null. */
export interface DecodedToken { header: Record<string, unknown> | null; claims: Record<string, unknown> | null }

/** Decodes the header and the claims. */
export function decode(token: string): DecodedToken {
  const [header, claims] = token.split(".");
  return { header: part(header), claims: part(claims) };
}

function part(text: string | undefined): Record<string, unknown> | null {
  try {
    const bytes = Uint8Array.from(atob((text ?? "").replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof json === "object" && json !== null && !Array.isArray(json) ? json as Record<string, unknown> : null;
  } catch {
    return null;
  }
}
