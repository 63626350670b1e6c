// Shows the decoded token below the encoded token, with an explanation of each member.
import { inOrder, meaning, shown } from "./claims.ts";
import { element, fold } from "./dom.ts";
import { bare, decode } from "./tokens.ts";

/** Whether the signature was verified; "pending" if there is no decision yet, or if the rules are invalid. */
export type Trust = "verified" | "unverified" | "pending";

const TRUST: Record<Trust, string> = {
  verified: "✓ Signature verified",
  unverified: "Not verified: anyone could have written this token",
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

// Closed on a small screen, because the open table would move the rules far down.
let isOpen = matchMedia("(min-width: 62rem)").matches;

/** Creates the tables with the claims and the header of a token. */
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
