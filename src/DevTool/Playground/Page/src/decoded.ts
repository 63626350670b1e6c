// The decoded token beside the encoded one, each member with its meaning.
import { meaning, shown } from "./claims.ts";
import { element } from "./dom.ts";
import { bare, decode } from "./tokens.ts";

/** Whether the signature was verified; "pending" while the decision is on its way. */
export type Trust = "verified" | "unverified" | "pending";

const TRUST: Record<Trust, string> = {
  verified: "✓ Signature verified",
  unverified: "Not verified: anyone could have written this",
  pending: "Checking …",
};

function table(title: string, className: string, members: Record<string, unknown> | null): HTMLElement[] {
  if (!members) {
    return [element("h3", className, title), element("p", "hint", "This part cannot be decoded.")];
  }

  const rows = Object.entries(members).map(([name, value]) => {
    const head = element("th", "", name);
    head.scope = "row";
    return element("tr", "", head, element("td", "", element("div", "value", shown(name, value)), element("div", "meaning", meaning(name))));
  });
  return [element("h3", className, title), element("table", "pairs", element("tbody", "", ...rows))];
}

/** Shows what a token says of itself. */
export function decodedView(pasted: string, trust: Trust): HTMLElement[] {
  const token = bare(pasted);
  if (token === "") {
    return [];
  }

  const { header, claims } = decode(token);
  return [
    element("p", `trust ${trust}`, TRUST[trust]),
    element("div", `token-parts ${trust}`, ...table("Claims", "claims", claims), ...table("Header", "header", header)),
  ];
}
