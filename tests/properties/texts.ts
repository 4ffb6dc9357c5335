import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { isAbsolute, join, resolve, win32 } from "node:path";
import { COMMANDS } from "../../src/cli/commands.ts";
import { readLine } from "../../src/remote_cli/read_line.ts";
import { settingsOf } from "../../src/remote_cli/settings.ts";
import { findCommand } from "../../src/cli/parse/find_command.ts";
import { splitWords, valuesFor } from "../../src/cli/parse/flags.ts";
import { printable } from "../../src/cli/output/plain.ts";
import { lettersOf, widthOf } from "../../src/cli/output/width.ts";
import { pathFault } from "../../src/archive/safe_path.ts";
import { downloadFolder } from "../../src/config/download_folder.ts";
import { safeFileName } from "../../src/files/file_name.ts";
import { readKnownHosts } from "../../src/stores/known_hosts.ts";
import { createRedactor } from "../../src/base/redact.ts";
import { compareVersions, inRange, isVersion } from "../../src/product/compare_versions.ts";
import { isSitehaulError } from "../../src/base/errors.ts";
import { pieces } from "./mutations.ts";
import { holds, type Target, unlessRefused } from "./property.ts";

const text = fc.string({ unit: "binary" });
const name = fc.oneof(
  text,
  pieces(["..", "/", "\\", ":", "CON", "nul", ".jpa", "site", "\0", "\u202e", " ", "~", "%2f"]),
);

export const names: Target = {
  name: "names",
  properties: [
    holds("a file that a server names stays in its folder, under that name", name, (given) => {
      const taken = unlessRefused(() => safeFileName(given));
      if (taken === undefined) return;
      assertEquals(taken, given);
      assertEquals(resolve("/folder", taken), `/folder/${taken}`);
      assertFalse(/[\\/\0:]/.test(taken));
    }, { runs: 300 }),
    holds("a path in an archive that is no fault stays in the folder", name, (path) => {
      if (pathFault(path, { platform: "linux" }) !== undefined) return;
      const inside = join("/folder", path);
      assert(inside.startsWith("/folder/") && !isAbsolute(path), inside);
      // Nor may it, once it has been copied to Windows.
      const there = win32.join("C:\\folder", path);
      assert(there.startsWith("C:\\folder\\") && !win32.isAbsolute(path), there);
    }, { runs: 300 }),
    holds(
      "no value leads out of the folder for downloads",
      fc.record({ site: name, id: fc.nat(), date: fc.constant("2026-01-02") }),
      (values) => {
        const folder = unlessRefused(() => downloadFolder("/b/{site}/{date}-{id}", values));
        if (folder !== undefined) assert(resolve(folder).startsWith("/b/"), folder);
      },
    ),
  ],
};

const number = fc.constantFrom("0", "1", "2", "9", "10", "011");
const version = fc.tuple(
  fc.array(number, { minLength: 1, maxLength: 4 }),
  fc.constantFrom("", ".x", ".b1", "-beta2", ".rc", "-dev20260101", ".a3", "-alpha"),
).map(([numbers, stage]) => numbers.join(".") + stage);

export const versions: Target = {
  name: "versions",
  properties: [
    holds("any text is a version or none", text, (given) => void isVersion(given)),
    holds("versions have one order", fc.tuple(version, version, version), ([a, b, c]) => {
      if (![a, b, c].every(isVersion)) return;
      assertEquals(compareVersions(a, a), 0);
      assertEquals(compareVersions(a, b) + compareVersions(b, a), 0);
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
        assert(compareVersions(a, c) <= 0, `${a} ${b} ${c}`);
      }
    }, { runs: 300 }),
    holds(
      "a range holds its ends and what is between",
      fc.tuple(version, version, version),
      (all) => {
        if (!all.every(isVersion)) return;
        const [from = "", middle = "", to = ""] = all.toSorted(compareVersions);
        assert([from, middle, to].every((each) => inRange(each, from, to)), all.join(" "));
      },
      { runs: 300 },
    ),
  ],
};

const SECRET = fc.string({ unit: "grapheme", minLength: 6, maxLength: 30 })
  .filter((secret) =>
    secret.isWellFormed() && new Set(secret).size > 3 && !"[redacted]".includes(secret)
  );

const PLAIN_SECRET = fc.string({ unit: "grapheme-ascii", minLength: 6, maxLength: 30 })
  .filter((secret) => new Set(secret).size > 3 && !"[redacted]".includes(secret));

/** A secret as it may stand in a text without any letter that shows that something is encoded. */
function changed(secret: string, how: number): string {
  const bytes = new TextEncoder().encode(secret);
  const base64 = btoa(String.fromCharCode(...bytes));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const ways = [
    secret,
    secret.toUpperCase(),
    secret.toLowerCase(),
    secret.replaceAll(" ", "+"),
    secret.normalize("NFD"),
    base64.replaceAll("+", "-").replaceAll("/", "_"),
    hex,
  ];
  return ways[how] ?? hex.toUpperCase();
}

/** So many that they are not looked for one by one. */
const OTHERS = Array.from({ length: 20 }, (_, site) => `An0ther_w0rd/${site}`);

/** One of ten ways in which others may write a letter. */
function spelled(letter: string, way: number): string {
  const code = letter.codePointAt(0) ?? 0;
  const hex = (length: number) => code.toString(16).padStart(length, "0");
  const percent = Array.from(
    new TextEncoder().encode(letter),
    (byte) => `%${byte.toString(16).padStart(2, "0")}`,
  ).join("");
  const ways = [
    letter,
    percent,
    percent.replaceAll("%", "%2525"),
    `%u${hex(4)}`,
    `&#${code};`,
    `&amp;#x${hex(2)};`,
    `\\u${hex(4)}`,
    `\\\\u{${hex(2)}}`,
    `\\x${hex(2)}`,
    `\\${letter}`,
  ];
  return ways[way] ?? letter;
}

export const redaction: Target = {
  name: "redaction",
  properties: [
    holds(
      "no secret stays in a text, however it is spelled there",
      fc.record({ secret: SECRET, before: fc.string(), after: fc.string() }),
      ({ secret, before, after }) => {
        const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(secret)));
        const spelled = [
          secret,
          encodeURIComponent(secret),
          new URLSearchParams({ a: secret }).toString().slice(2),
          JSON.stringify(secret).slice(1, -1),
          base64,
        ];
        const redact = createRedactor([secret]);
        for (const each of spelled) {
          const shown = redact(`${before} ${each} ${after}`);
          assertFalse(shown.includes(each), `${each} in ${shown}`);
        }
      },
    ),
    holds(
      "what else stands in a text does not decide whether a secret in it is found",
      fc.tuple(SECRET, fc.nat(6), fc.string({ maxLength: 3 })).chain(([secret, how, around]) =>
        fc.constant({ secret, text: around + changed(secret, how) + around })
      ),
      ({ secret, text }) => {
        const redact = createRedactor([secret]);
        // Where such letters are, all spellings are looked for.
        const beside = "\n%20\n";
        assertEquals(redact(text) + beside, redact(text + beside));
      },
      { runs: 30 },
    ),
    holds(
      "a secret is found among many others as it is found alone",
      fc.record({
        secret: fc.oneof(SECRET, PLAIN_SECRET),
        ways: fc.array(fc.nat(9), { minLength: 1, maxLength: 20 }),
        shown: fc.nat(24),
        around: fc.string({ maxLength: 3 }),
      }),
      ({ secret, ways, shown, around }) => {
        const letters = Array.from(
          secret,
          (letter, at) => spelled(letter, ways[at % ways.length] ?? 0),
        );
        const cut = shown < letters.length ? [...letters.slice(0, shown), "\u2026"] : letters;
        const text = around + cut.join("") + around;
        assertEquals(createRedactor([secret, ...OTHERS])(text), createRedactor([secret])(text));
      },
      { runs: 30 },
    ),
    holds("a text without secrets stays as it is", fc.stringMatching(/^[\w .,-]*$/), (text) => {
      assertEquals(createRedactor(["correct horse battery staple"])(text), text);
    }),
  ],
};

const flagNames = [...new Set(COMMANDS.flatMap(({ flags }) => Object.keys(flags)))];
const word = fc.oneof(
  fc.constantFrom(...COMMANDS.flatMap(({ name }) => name.split(" "))),
  fc.constantFrom(...flagNames).map((flag) => `--${flag}`),
  fc.tuple(fc.constantFrom(...flagNames), fc.string()).map(([flag, value]) => `--${flag}=${value}`),
  fc.constantFrom("--", "-", "-h", "-s", "--host=a", "--action", "1", "0", "-1", "a.example"),
  fc.string(),
);
const commandLine = fc.array(word, { maxLength: 8 });

export const commandLines: Target = {
  name: "command lines",
  properties: [
    holds("any words are a command line, or refused", commandLine, (words) => {
      unlessRefused(() => {
        const command = findCommand(splitWords(words, COMMANDS).positionals, COMMANDS);
        return command && valuesFor(command, splitWords(words, COMMANDS, command));
      });
    }, { runs: 300 }),
    holds("any words are a line of Akeeba Remote CLI, or refused", commandLine, (words) => {
      unlessRefused(() => {
        const line = readLine(words);
        return settingsOf(line, line.options).verb;
      });
    }, { runs: 300 }),
    holds(
      "a value that is given to --secret is in no error",
      fc.record({
        words: commandLine,
        how: fc.constantFrom("--secret=", "--token=", "--password="),
      }),
      ({ words, how }) => {
        const secret = "Planted-Secret-135";
        const all = [...words, how + secret];
        try {
          const command = findCommand(splitWords(all, COMMANDS).positionals, COMMANDS);
          if (command !== undefined) valuesFor(command, splitWords(all, COMMANDS, command));
        } catch (error) {
          if (!isSitehaulError(error)) throw error;
          assertFalse(`${error.message} ${error.hint}`.includes(secret), error.message);
        }
      },
      {
        runs: 300,
        found: [
          { words: ["--"], how: "--secret=" },
          { words: ["config", "--"], how: "--secret=" },
        ],
      },
    ),
  ],
};

export const screens: Target = {
  name: "screens",
  properties: [
    holds("what is printed cannot move the cursor or colour the screen", text, (given) => {
      assertFalse(/(?![\n\t])\p{Cc}/u.test(printable(given)), JSON.stringify(printable(given)));
    }),
    holds("the width of a text is the sum of its letters' widths", text, (given) => {
      const letters = [...lettersOf(given)];
      assertEquals(letters.map(({ letter }) => letter).join(""), given);
      assertEquals(letters.reduce((sum, { width }) => sum + width, 0), widthOf(given));
    }),
    holds("known hosts are read, whatever is in the file", text, (given) => {
      unlessRefused(() => readKnownHosts(given));
    }),
  ],
};
