import { assert, assertEquals } from "@std/assert";
import { challengeOf } from "../../src/base/challenge.ts";
import {
  createOwnTextRedactor,
  createRedactor,
  KnownSecrets,
  redactText,
} from "../../src/base/redact.ts";

Deno.test("who is named in a URL is hidden, with or without a password, in any letters", () => {
  for (const user of ["me", "me:pw", "user", "USERS", "USER:pw", ":USER", "USER:PASSWORD1"]) {
    assertEquals(redactText(`SFTP://${user}@a.example/x`), "SFTP://[redacted]@a.example/x");
  }
});

Deno.test("what a hint tells to write stays as it is", () => {
  const hint = "Write ftp://USER@HOST/FOLDER or sftp://USER:PASSWORD@HOST/FOLDER.";
  assertEquals(redactText(hint), hint);
});

Deno.test("a digest in JSON within JSON is hidden, however often that is escaped", () => {
  let text = '{"challenge":"ab:cd"}';
  for (let depth = 0; depth < 3; depth++) {
    assertEquals(redactText(text).includes("ab:cd"), false, text);
    text = JSON.stringify(text);
  }
});

Deno.test("every scheme may carry a user and a password", () => {
  for (const scheme of ["https", "s3", "git+ssh"]) {
    assertEquals(redactText(`${scheme}://u:p@h/`), `${scheme}://[redacted]@h/`);
  }
});

Deno.test("hostile texts take linear time", () => {
  // Quadratic, these took from 5 to 50 seconds each; the limit is generous to slow machines.
  const began = performance.now();
  for (const piece of ["a.", "\\", "a://", '"challenge"', '"challenge" ', "?token=", "://"]) {
    redactText(piece.repeat(120_000));
  }
  assert(performance.now() - began < 3000);
});

Deno.test("a secret as long as a book is hidden, too", () => {
  const book = "secret".repeat(100_000);
  assertEquals(createRedactor([book])(`<${book}>`), "<[redacted]>");
});

const SECRET = "Pl\u00e4nted w0rd/+&=%#?~;<'\"$1357";

/** Every byte as hexadecimal digits. */
function hex(text: string, prefix: string): string {
  return Array.from(
    new TextEncoder().encode(text),
    (byte) => prefix + byte.toString(16).padStart(2, "0"),
  ).join("");
}

const html = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (letter) =>
      ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#039;" })[letter] ?? letter,
  );
const numeric = (text: string) =>
  Array.from(text, (letter) => `&#${letter.codePointAt(0)};`).join("");
const HTML_5: Readonly<Record<string, string>> = {
  "/": "&sol;",
  "+": "&plus;",
  "=": "&equals;",
  "%": "&percnt;",
  "#": "&num;",
  "?": "&quest;",
  ";": "&semi;",
  $: "&dollar;",
};
const inBase64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const between = (filler: string) => (text: string) => Array.from(text).join(filler);

Deno.test.each<[string, (text: string) => string]>([
  ["as HTML", html],
  ["as HTML in HTML", (text) => html(html(text))],
  ["as HTML with numbers", numeric],
  [
    "as HTML with hexadecimal numbers",
    (text) =>
      Array.from(text, (letter) => `&#x${letter.codePointAt(0)?.toString(16).toUpperCase()};`).join(
        "",
      ),
  ],
  ["in a URL", encodeURIComponent],
  ["in a URL, in small letters", (text) => encodeURIComponent(text).toLowerCase()],
  [
    "in a URL, in mixed letters",
    (text) => encodeURIComponent(text).replace(/%2f/gi, "%2f").replace(/%c3/gi, "%C3"),
  ],
  ["in a URL in a URL", (text) => encodeURIComponent(encodeURIComponent(text))],
  [
    "in a URL in a URL in a URL",
    (text) => encodeURIComponent(encodeURIComponent(encodeURIComponent(text))),
  ],
  ["in a URL, every byte", (text) => hex(text, "%")],
  ["in a form", (text) => new URLSearchParams({ a: text }).toString().slice(2)],
  ["as JSON", (text) => JSON.stringify(text).slice(1, -1)],
  ["as JSON in JSON", (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3)],
  [
    "as JSON of PHP",
    (text) =>
      JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/").replaceAll("\u00e4", "\\u00e4"),
  ],
  ["with backslashes", (text) => text.replace(/['"\\]/g, "\\$&")],
  ["as bytes in a log", (text) => text.replace("\u00e4", "\\xC3\\xA4")],
  ["as Latin-1", (text) => String.fromCharCode(...new TextEncoder().encode(text))],
  ["in base64", inBase64],
  ["in base64 without its end", (text) => inBase64(text).replace(/=+$/, "")],
  [
    "in base64 for URLs",
    (text) => inBase64(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
  ],
  ["as HTML 5", (text) => text.replace(/[/+=%#?;$]/g, (letter) => HTML_5[letter] ?? letter)],
  [
    "as HTML with numbers that nothing ends",
    (text) => Array.from(text, (letter) => `&#${letter.codePointAt(0)}`).join(""),
  ],
  [
    "as JavaScript",
    (text) => Array.from(text, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`).join(""),
  ],
  ["in a URL of old browsers", (text) => text.replace("\u00e4", "%u00e4")],
  ["in a URL in Latin-1", (text) => encodeURIComponent(text).replace("%C3%A4", "%E4")],
  ["with accents apart", (text) => text.normalize("NFD")],
  ["with letters that nobody sees", between("\uffa0\u17b4")],
  ["in hexadecimal", (text) => hex(text, "")],
  ["with invisible characters between its letters", between("\u200b")],
  ["with other invisible characters", between("\u00ad\u2060\u061c")],
  ["with tag characters", between("\u{e0041}")],
  ["with control sequences", between("\u001b[0m")],
  ["with other control sequences", between("\u009b31m\u0007")],
  ["with a title for the terminal", between("\u001b]0;x\u0007")],
])("a secret is hidden %s", (_, spell) => {
  const spelled = spell(SECRET);
  for (const redact of [createRedactor([SECRET]), createOwnTextRedactor(["other", SECRET])]) {
    const shown = redact(`before ${spelled} after`);
    assertEquals(shown, "before [redacted] after");
  }
});

Deno.test("a secret is hidden in base64 of a longer text, wherever it stands in that", () => {
  const redact = createRedactor([SECRET]);
  const bare = inBase64(SECRET).replace(/=+$/, "");
  for (const before of ["", "m", "me", "me:", 'a:{"key":"']) {
    for (const after of ["", "\n", '"}', " and more"]) {
      const shown = redact(inBase64(before + SECRET + after));
      assert(shown.includes("[redacted]"), shown);
      // At its edges a letter also depends on its neighbours, and tells some bits.
      const told = atob(
        shown.replace("[redacted]", "").replace(/=+$/, "").replace(/^(.*)$/, evenly),
      );
      assert(!told.includes(SECRET.slice(0, 4)) && !shown.includes(bare.slice(4, 12)), shown);
    }
  }
});

/** As many letters as base64 may have. */
const evenly = (text: string) => text.length % 4 === 1 ? text.slice(1) : text;

Deno.test.each<[string, (text: string) => string]>([
  ["as it is", (text) => text],
  ["in a URL", encodeURIComponent],
  ["as HTML with numbers", numeric],
  ["as HTML in HTML", (text) => html(html(text))],
  ["in base64", inBase64],
])("what an ellipsis leaves of a secret %s is hidden", (_, spell) => {
  const redact = createRedactor([SECRET]);
  const whole = spell(SECRET);
  for (let length = spell(SECRET.slice(0, 4)).length + 12; length < whole.length; length++) {
    const shown = redact(`before ${whole.slice(0, length)}… after`);
    assert(shown.startsWith("before [redacted]"), shown);
    assert(shown.length <= "before [redacted] &amp;amp;#x… after".length, shown);
  }
  assertEquals(redact("Pl\u00e4… Pl\u00e4nted Word …"), "Pl\u00e4… Pl\u00e4nted Word …");
});

Deno.test("what only resembles a secret stays", () => {
  const redact = createRedactor([SECRET]);
  for (
    const text of ["Planted w0rd/+&=%#?~", "plaenting", "&amp;&lt;", "%25%2F", "\u200b\u200b", ""]
  ) {
    assertEquals(redact(text), text);
  }
});

Deno.test("hostile texts around a secret take linear time", () => {
  const redact = createRedactor([SECRET, "aaaa".repeat(10), "&&&&&&&&", "%%%%%%%%", "\\\\\\\\x9"]);
  const began = performance.now();
  for (
    const piece of [
      "P",
      "Pl",
      "&amp;",
      "%25",
      "\\",
      "a",
      "\u001b[",
      "\u200b",
      "&#",
      "%",
      "&",
      "Pl\u00e4n\u2026",
    ]
  ) {
    redact(piece.repeat(120_000));
  }
  // The limit is generous to a machine that is busy with something else.
  assert(performance.now() - began < 15_000, `${performance.now() - began} ms`);
});

Deno.test("the digest of a secret that API version 1 sends is hidden wherever it stands", () => {
  const challenge = challengeOf(SECRET);
  const [salt = "", digest = ""] = challenge.split(":");
  const redact = createRedactor([SECRET]);
  for (const text of [`got ${challenge}`, `got ${digest}.`, `got ${digest.toUpperCase()}`]) {
    assertEquals(redact(text).includes(digest), false, text);
    assertEquals(redact(text).toLowerCase().includes(digest), false, text);
  }
  assertEquals(createRedactor(["another one"])(`the salt ${salt}`), `the salt ${salt}`);
});

Deno.test("with thousands of secrets each is hidden, in any spelling, and texts take no longer", () => {
  const known = new KnownSecrets(["first-Secret+1"]);
  const secretOf = (site: number) => `S${(site * 7919).toString(36)}/w0rd_${site}`;
  const began = performance.now();
  for (let site = 0; site < 5000; site++) {
    // Nothing is made anew with each.
    known.add([secretOf(site)]);
    assertEquals(known.redact("Packing /var/www/html/images"), "Packing /var/www/html/images");
  }
  for (const site of [0, 1, 1234, 4999]) {
    const secret = secretOf(site);
    for (const spelled of [secret, secret.toLowerCase(), btoa(secret), hex(secret, "")]) {
      assertEquals(known.redact(`<${spelled}>`), "<[redacted]>", spelled);
    }
    assertEquals(known.redact(`<${encodeURIComponent(secret)}>`), "<[redacted]>");
    assertEquals(known.redact(`<${secret.slice(0, 6)}\u2026>`), "<[redacted]\u2026>");
    assertEquals(known.redactOwn(`Cannot read /a/${secret}/b`), "Cannot read /a/[redacted]/b");
  }
  assertEquals(known.redact("the first-secret+1"), "the [redacted]");
  for (let text = 0; text < 5000; text++) known.redactOwn(`Step ${text}: packing images, 37 %`);
  // One after the other, looking for them took more than a minute.
  assert(performance.now() - began < 10_000);
});

Deno.test("the digests that were sent for many secrets are hidden, also amid other digits", () => {
  const digests = Array.from(
    { length: 2000 },
    (_, site) => challengeOf(`secret ${site}`).split(":")[1] ?? "",
  );
  const redact = createRedactor([]);
  for (const digest of [digests[0], digests[777], digests[1999]]) {
    assertEquals(redact(`<${digest}>`), "<[redacted]>");
    assertEquals(redact(`${digest?.toUpperCase()}${digest}`), "[redacted][redacted]");
    assertEquals(redact(`abc${digest}0123`), "abc[redacted]0123");
  }
  const other = "0123456789abcdef".repeat(3);
  assertEquals(redact(other), other);
});
