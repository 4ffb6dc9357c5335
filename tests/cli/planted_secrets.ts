/** Credentials that are planted, and looked for in what is written. */
import { assertEquals } from "@std/assert";
import type { Ran } from "./fake_world.ts";

/** A Secret Word that is spelled in many ways. */
export const SECRET = "Plänted w0rd/+&=%#?~;1357";
/** A token. */
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
  ].map((spelling) => spelling.toLowerCase());
}

const PLANTED = [SECRET, TOKEN, PASSWORD].flatMap(spellings);

/** Nothing that was written holds one of them, however it is spelled. */
export function assertClean(args: readonly string[], { stdout, stderr }: Ran): void {
  const written = `${stdout}\n${stderr}`.toLowerCase();
  const found = PLANTED.filter((spelling) => written.includes(spelling));
  assertEquals(found, [], `${args.join(" ")}\n${written.slice(0, 3000)}`);
}
