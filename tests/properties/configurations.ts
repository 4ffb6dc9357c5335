import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { addSite, setSiteField } from "../../src/config/edit.ts";
import { parseConfiguration } from "../../src/config/read.ts";
import { parseRemoteCliFile } from "../../src/config/remote_cli_file.ts";
import { mutated, pieces } from "./mutations.ts";
import { holds, type Target, unlessRefused } from "./property.ts";

const FILE = "sitehaul.yaml";

const SAMPLES = [
  "# All our sites\nversion: 1\ndefaults:\n  profile: 2 # the nightly one\nsites:\n  # shop\n" +
  "  - name: shop\n    url: https://shop.example/ # main\n    credential:\n      secret: ${env:A}\n" +
  "  - name: blog\n    url: 'https://blog.example/'\n    endpoint: \"https://blog.example/x\"\n" +
  "    tags: [a, b]\n# the end\n",
  "sites: []\n# - name: x\n#   url: y\n",
  "sites:\n- name: a\n  url: https://a.example/\n- {name: b, url: https://b.example/}\nplugins: [./x.ts]\n",
  "",
  "# nothing yet\n",
];
const sample = fc.constantFrom(...SAMPLES);
const YAML = [
  "sites:",
  "\n",
  "  - ",
  "name: ",
  "url: ",
  "&a",
  "*a",
  "!!js",
  "{",
  "}",
  "[",
  "'",
  '"',
  "|",
  ": ",
];
const yaml = fc.oneof(pieces(YAML), fc.string(), mutated(sample));

const site = fc.record({
  name: fc.stringMatching(/^[a-z]\w{0,8}$/),
  url: fc.webUrl(),
  credential: fc.record({ secret: fc.string({ minLength: 1 }) }),
});

function commentsOf(text: string): string[] {
  return text.split("\n").filter((line) => line.trim().startsWith("#"));
}

export const configurations: Target = {
  name: "configurations",
  properties: [
    holds("any text is a configuration, or refused with the name of its file", yaml, (text) => {
      unlessRefused(() => parseConfiguration(text, FILE));
    }, { runs: 300 }),
    holds(
      "a site that is added is there, and so is all that was",
      fc.record({ text: sample, site }),
      ({ text, site }) => {
        const before = parseConfiguration(text, FILE);
        const after = unlessRefused(() => addSite(text, site, FILE));
        if (after === undefined) return;
        assertEquals(parseConfiguration(after, FILE).sites, [...before.sites, site]);
        assertEquals(commentsOf(after), commentsOf(text));
        const lines = after.split("\n");
        const lost = text.split("\n").filter((line) =>
          line !== "sites: []" && !lines.includes(line)
        );
        assertEquals(lost, []);
      },
    ),
    holds(
      "a site is added to a file that somebody wrote, or nothing is changed",
      fc.record({ text: yaml, site }),
      ({ text, site }) => {
        const after = unlessRefused(() => addSite(text, site, FILE));
        if (after === undefined) return;
        assertEquals(parseConfiguration(after, FILE).sites.at(-1)?.name, site.name);
      },
      { runs: 200 },
    ),
    holds(
      "an endpoint that is set is there, and no other line is touched",
      fc.record({
        name: fc.constantFrom("shop", "blog", "a"),
        endpoint: fc.webUrl(),
        text: sample,
      }),
      ({ name, endpoint, text }) => {
        const after = unlessRefused(() => setSiteField(text, name, "endpoint", endpoint, FILE));
        if (after === undefined) return;
        const { sites } = parseConfiguration(after, FILE);
        const found = sites.find((each) => each.name === name);
        assertEquals(found?.endpoint, found && endpoint);
        const lines = after.split("\n");
        const changed = text.split("\n").filter((line) => !lines.includes(line));
        assert(changed.length <= 1, changed.join("\n"));
      },
    ),
    holds(
      "the file of Akeeba Remote CLI is read, or refused without its secrets",
      pieces(
        ["[", "]", "=", '"', "'", ";", "#", "\n", "host", "secret", "\\", "a.example", "\r"],
        20,
      ),
      (text) => {
        const { sections = {} } = unlessRefused(() => parseRemoteCliFile(text)) ?? {};
        for (const name of Object.keys(sections)) assertEquals(name, name.trim());
      },
      { runs: 300 },
    ),
    holds(
      "what is written in quotes is read as it stands there",
      fc.record({ section: fc.stringMatching(/^[a-z]+$/), value: fc.string() }),
      ({ section, value }) => {
        const clean = value.replace(/[\r\n\u2028\u2029]/g, "");
        const text = `[${section}]\nsecret = "${clean}" ; x\n`;
        const { sections, defaults } = parseRemoteCliFile(text);
        assertEquals(sections[section]?.["secret"] ?? defaults["secret"], clean);
      },
    ),
  ],
};
