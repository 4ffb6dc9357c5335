/** Credentials that are planted, and looked for in what is written. */
import { assertEquals } from "@std/assert";
import type { Ran } from "./fake_world.ts";

/** A Secret Word that is spelled in many ways. */
export const SECRET = "Plänted w0rd/+&=%#?~;1357";
export const TOKEN = btoa(`sha256:42:${"c0ffee12".repeat(8)}`);
/** A password of the web server. */
export const PASSWORD = "basic&Plänted=2468";

/** The ways in which a text may be spelled on its way. */
function spellings(text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  const latin = String.fromCharCode(...bytes);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [
    text,
    latin,
    encodeURIComponent(text),
    encodeURI(text),
    new URLSearchParams({ a: text }).toString().slice(2),
    JSON.stringify(text).slice(1, -1),
    JSON.stringify(JSON.stringify(text)).slice(3, -3),
    btoa(latin),
    encodeURIComponent(btoa(latin)),
    hex,
    encodeURIComponent(encodeURIComponent(text)),
    htmlOf(text),
    htmlOf(htmlOf(text)),
  ].map((spelling) => spelling.toLowerCase());
}

/** As PHP's `htmlspecialchars` writes it. */
export function htmlOf(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;").replaceAll("'", "&#039;");
}

/** What nobody sees on a terminal: control sequences and characters without a width. */
// deno-lint-ignore no-control-regex -- these are what is looked for
const UNSEEN = /\u001b\[[0-9;]*[a-z]|[\p{Cf}\u0000-\u0008\u000e-\u001f\u007f-\u009f]/giu;

const PLANTED = [SECRET, TOKEN, PASSWORD].flatMap(spellings);

/** Nothing that was written holds one of them, however it is spelled. */
export function assertClean(args: readonly string[], { stdout, stderr }: Ran): void {
  const written = `${stdout}\n${stderr}`.toLowerCase();
  const seen = written.replace(UNSEEN, "").replace(/\\u(?:200b|00ad|061c|001b\[0m)/g, "");
  const found = PLANTED.filter((spelling) => written.includes(spelling) || seen.includes(spelling));
  assertEquals(found, [], `${args.join(" ")}\n${written.slice(0, 3000)}`);
}
