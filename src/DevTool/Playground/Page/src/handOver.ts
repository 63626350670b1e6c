// What leaves the page: by the clipboard or as a file.
import { byId, element } from "./dom.ts";

const toast = byId("toast", HTMLElement);
let timer = 0;

/** Says that something was done, for a few seconds. */
export function say(text: string): void {
  clearTimeout(timer);
  toast.textContent = text;
  timer = setTimeout(() => { toast.textContent = ""; }, 6000);
}

/** Puts a text on the clipboard. */
export async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(said);
  } catch {
    say("The browser did not allow copying.");
  }
}

/** Saves a text as a file of the browser's downloads. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = element("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
