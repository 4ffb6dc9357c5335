/**
 * Changes a configuration file by the lines concerned alone: comments and order stay. What comes out
 * is read and compared with what was wanted before anything is written.
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { stringify } from "@std/yaml";
import { SitehaulError } from "../errors.ts";
import { lineOf } from "./locate.ts";
import { parseConfiguration } from "./read.ts";
import type { SiteSettings } from "./schema.ts";

/** The text with one site more, at the end of the list. */
export function addSite(text: string, site: SiteSettings, file: string): string {
  const { sites, ...rest } = parseConfiguration(text, file);
  const lines = linesOf(text);
  const key = lines.findIndex((line) => /^sites\s*:/.test(line));
  const item = (indent: string) => itemLines(site).map((line) => indent + line);
  if (key < 0) lines.push("sites:", ...item("  "));
  else if (sites.length === 0) {
    // What the template has below its empty list are comments, which may stay behind the new item.
    lines.splice(key, 1, "sites:", ...item("  "));
  } else {
    const first = lineOf(text, ["sites", 0]) - 1;
    const indent = /^(\s*)-\s/.exec(lines[first] ?? "")?.[1];
    if (indent !== undefined) lines.splice(endOfList(lines, key + 1), 0, ...item(indent));
  }
  return checked(lines, { ...rest, sites: [...sites, site] }, file, item("  "));
}

/** A value on the line of its key: in single or double quotes, or plain up to a comment. */
const SCALAR = String.raw`\s*(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^\s'"#](?:\S|\s(?!#))*)`;

/** The text with another value of one field of a site, which is added if it is not there. */
export function setSiteField(
  text: string,
  name: string,
  field: "endpoint" | "url",
  value: string,
  file: string,
): string {
  const { sites, ...rest } = parseConfiguration(text, file);
  const index = sites.findIndex((site) => site.name === name);
  const wanted = sites.map((site, at) => at === index ? { ...site, [field]: value } : site);
  const lines = linesOf(text);
  const written = stringify({ [field]: value }).trimEnd();
  if (index >= 0) {
    const path = ["sites", index, field];
    const at = lineOf(text, path) - 1;
    const old = new RegExp(`^(\\s*(?:- +)?)${field}\\s*:${SCALAR}(\\s+#.*)?\\s*$`).exec(
      lines[at] ?? "",
    );
    if (old !== null) lines[at] = `${old[1]}${written}${old[2] ?? ""}`;
    else {
      const url = lineOf(text, ["sites", index, "url"]) - 1;
      const indent = /^[\s-]*/.exec(lines[url] ?? "")?.[0].replace("-", " ") ?? "";
      lines.splice(url + 1, 0, indent + written);
    }
  }
  return checked(lines, { ...rest, sites: wanted }, file, [written]);
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  while (lines.at(-1)?.trim() === "") lines.pop();
  return lines;
}

function itemLines(site: SiteSettings): string[] {
  const known = JSON.parse(JSON.stringify(site));
  return stringify([known], { lineWidth: -1 }).trimEnd().split("\n");
}

/** Before the first line that belongs to something else; comments that lead up to that go along. */
function endOfList(lines: readonly string[], from: number): number {
  let end = from;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (/^[^\s#-]/.test(line)) break;
    if (/^\s*[^\s#]/.test(line)) end = at + 1;
  }
  return end;
}

function checked(
  lines: readonly string[],
  wanted: object,
  file: string,
  byHand: readonly string[],
): string {
  const text = `${lines.join("\n")}\n`;
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
  try {
    if (isDeepStrictEqual(plain(parseConfiguration(text, file)), plain(wanted))) return text;
  } catch {
    // Then it is told below.
  }
  throw new SitehaulError(
    "config/invalid",
    `Cannot change ${file}: it is written in another style`,
    {
      hint: `Add these lines to "sites" by hand: ${byHand.map((line) => line.trim()).join(" / ")}`,
    },
  );
}
