// The decoded token next to the encoded one, each member with its meaning.
import { inOrder, meaning, shown } from "./claims.ts";
import { element, fold } from "./dom.ts";
import { bare, decode } from "./tokens.ts";

/** Whether the signature was verified; "pending" if nothing has been decided yet, or the rules cannot be used. */
export type Trust = "verified" | "unverified" | "pending";

const TRUST: Record<Trust, string> = {
  verified: "✓ Signature verified",
  unverified: "Not verified: anyone could have written this",
  pending: "Not checked yet",
};

function table(title: string, className: string, members: Record<string, unknown> | null): HTMLElement[] {
  if (!members) {
    return [element("h3", className, title), element("p", "hint", "This part cannot be decoded.")];
  }

  const rows = inOrder(members).map(([name, value]) => {
    const head = element("th", "", name);
    head.scope = "row";
    return element("tr", "", head, element("td", "", element("div", "value", shown(name, value)), element("div", "meaning", meaning(name))));
  });
  return [element("h3", className, title), element("table", "pairs", element("tbody", "", ...rows))];
}

// On a small screen the rules would be far below.
let isOpen = matchMedia("(min-width: 62rem)").matches;

/** Shows what a token says of itself. */
export function decodedView(pasted: string, trust: Trust): HTMLElement[] {
  const token = bare(pasted);
  if (token === "") {
    return [];
  }

  const { header, claims } = decode(token);
  const parts = element("div", "token-parts", ...table("Claims", "claims", claims), ...table("Header", "header", header));
  const folded = fold(`decoded ${trust}`, [TRUST[trust]], parts);
  folded.open = isOpen;
  folded.addEventListener("toggle", () => { isOpen = folded.open; });
  return [folded];
}
