// Copies texts to the clipboard, and saves them as files.
import { byId, element } from "./dom.ts";

const toast = byId("toast", HTMLElement);
let timer = 0;

/** Shows a message for a few seconds. */
export function say(text: string): void {
  clearTimeout(timer);
  toast.textContent = text;
  timer = setTimeout(() => { toast.textContent = ""; }, 6000);
}

/** Copies a text to the clipboard. */
export async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(said);
  } catch {
    say("The browser did not allow the page to copy the text. Allow access to the clipboard, then try again.");
  }
}

/** Saves a text as a download of the browser. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = element("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
