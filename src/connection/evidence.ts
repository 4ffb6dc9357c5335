/** What an answer that is none of the API's shows of its origin. */
import * as z from "zod";
import type { AnswerBody, AnswerEvidence } from "../protocol/answer_error.ts";
import { parseJson } from "../codecs/modest_json.ts";
import type { Redactor } from "../base/redact.ts";
import { cutOff } from "../base/message_text.ts";
import { firewallIn, looksOf } from "./looks.ts";

/** How much of a page is examined: titles and headings come early. */
const LOOKED_AT = 64 * 1024;
/** The longest text that is kept. */
const KEPT = 200;

/** The forms in which web applications and firewalls say in JSON what is wrong. */
const spoken = z.union([
  z.object({ errors: z.tuple([z.object({ title: z.string() })]).rest(z.unknown()) })
    .transform(({ errors: [{ title }] }) => title),
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
  z.object({ title: z.string() }).transform(({ title }) => title),
]);

/**
 * What the headers and the text of an answer show.
 *
 * @param answer its status and its headers
 * @param text the body, as far as it was read
 * @param redact hides secrets in what is kept
 */
export function evidenceIn(
  { status, headers }: Pick<Response, "status" | "headers">,
  text: string,
  redact: Redactor,
): AnswerEvidence {
  const head = cutOff(text, LOOKED_AT);
  const title = titleOf(head);
  const said = head === text ? spoken.safeParse(parseJson(head)).data : undefined;
  const shown = {
    contentType: headers.get("content-type"),
    server: headers.get("server"),
    retryAfter: headers.get("retry-after"),
    title,
    said,
    begins: (title ?? "") === "" && said === undefined ? visible(head) : undefined,
    php: phpVersion(headers),
    firewall: firewallIn(status, headers, head),
    looks: looksOf(plain(title ?? ""), head),
  };
  const kept = Object.entries(shown)
    .map(([name, value]) => [name, shortened(redact(plain(value ?? "")))])
    .filter(([, value]) => value !== "");
  return Object.fromEntries(kept);
}

/** The version of PHP, where the server tells it. */
export function phpVersion(headers: Headers): string | undefined {
  return /\bPHP\/(\d{1,3}(?:\.\d{1,3}){1,3})/.exec(headers.get("x-powered-by") ?? "")?.[1];
}

/** What can be read of a text with tags. */
function visible(html: string): string {
  return unescaped(
    html.replace(/<(style|script)\b[^]*?(<\/\1>|$)/gi, " ")
      .replace(/<\/?(?:a|abbr|b|code|em|i|small|span|strong|u)\b[^>]*>/gi, "")
      .replace(/<[^>]*>?/g, " "),
  );
}

/** What only a page has. PHP may print notices in front of one. */
const PAGE = /<(?:!doctype\s+html|html|head|title|meta|body|h1|center)\b/i;

/** What a body without an envelope is. */
export function bodyKind(text: string): AnswerBody {
  if (text.trim() === "") return "empty";
  return PAGE.test(text.slice(0, LOOKED_AT)) ? "page" : "text";
}

/** The title of a page; where it has none that says anything, its first heading. */
function titleOf(html: string): string | undefined {
  if (!/^[\s\uFEFF]*<[!a-z]/i.test(html)) return undefined;
  const [, title = ""] = /<title\b[^>]{0,200}>([^<]{0,501})/i.exec(html) ?? [];
  if (title.trim() !== "") return unescaped(cutOff(title, 500));
  const [, heading = ""] = /<h[1-3]\b[^>]{0,200}>([^<]{0,501})/i.exec(html) ?? [];
  return unescaped(cutOff(heading, 500));
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  hellip: "…",
  ndash: "–",
  mdash: "—",
  rsquo: "’",
};

/** Text without the entities that titles have; others stay as they are. */
function unescaped(html: string): string {
  return html.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{1,8}));/gi,
    (whole, ten, hex, name) => {
      if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
      const code = ten === undefined ? Number.parseInt(hex, 16) : Number(ten);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** On one line, without invisible characters: between the letters of a secret they would hide it. */
function plain(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, (run) => /\s|\p{Cc}/u.test(run) ? " " : "").trim();
}

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length > KEPT ? `${characters.slice(0, KEPT - 1).join("")}…` : text;
}
