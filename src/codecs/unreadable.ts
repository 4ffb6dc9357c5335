/** The errors for replies without an envelope. They say what came instead. */
import { SitehaulError } from "../base/errors.ts";
import { cutOff } from "../base/message_text.ts";
import { redactText } from "../base/redact.ts";

/** How much of an answer an error message quotes. */
const QUOTED = 80;
/** How much of a reply is examined for that. */
const LOOKED_AT = 4096;

const ADDRESS_HINT = "Open the address in a browser: the site may show an error or a login page, " +
  "or this may not be the address of the API.";

/** For an answer in which no envelope begins: a page, an empty body, another kind of text. */
export function notJson(text: string): SitehaulError {
  return new SitehaulError(
    "reply/not-json",
    `The site answered ${describe(text)} instead of the API's JSON`,
    { hint: ADDRESS_HINT },
  );
}

/** For an answer that ends inside its envelope. */
export function truncated(text: string): SitehaulError {
  const size = new Intl.NumberFormat("en").format(text.length);
  return new SitehaulError(
    "reply/truncated",
    `The reply is cut off inside its JSON, after ${size} characters`,
    {
      hint:
        "Try again. If it persists, the site's PHP or a proxy in front of it cuts replies short.",
    },
  );
}

/** For JSON that is not the envelope of this API version. */
export function wrongShape(text: string, reason: string): SitehaulError {
  return new SitehaulError(
    "reply/shape",
    `The site answered JSON, but ${reason}: ${quote(text)}`,
    { hint: ADDRESS_HINT },
  );
}

function describe(text: string): string {
  const start = cutOff(text.trimStart(), LOOKED_AT);
  if (start === "") return "an empty reply";
  if (/^<\?xml/i.test(start)) return `an XML document, ${quote(start)}`;
  if (!/^<[!a-z]/i.test(start)) return `the text ${quote(start)}`;
  const title = /<title[^>]*>([^<]*)/i.exec(start)?.[1]?.trim() ?? "";
  if (title !== "") return `an HTML page titled ${quote(title)}`;
  const visible = start.replace(/<(style|script)\b[^]*?(<\/\1>|$)/gi, " ").replace(
    /<[^>]*>?/g,
    " ",
  );
  return visible.trim() === "" ? "an HTML page" : `an HTML page that begins ${quote(visible)}`;
}

/** The start of a text in quotation marks: one printable line, without secrets. */
function quote(text: string): string {
  const line = redactText(cutOff(text, LOOKED_AT)).replace(/[\p{C}\s]+/gu, " ").trim();
  const characters = Array.from(line);
  const isWhole = characters.length <= QUOTED;
  return isWhole ? `"${line}"` : `"${characters.slice(0, QUOTED).join("").trimEnd()}…"`;
}
