import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseConfiguration } from "../../src/config/read.ts";
import { SitehaulError } from "../../src/base/errors.ts";

const WHOLE = `# Sites of the agency
version: 1
defaults:
  download: /backups/{site}/{date}
  timeout: 60
plugins: [./mine.ts]
sites:
  - name: shop
    url: https://shop.example/ # the root
    product: joomla
    api: 3
    credential:
      token: \${env:SHOP_TOKEN}
    profile: 2
    tags: [daily]
    headers: { X-Pass: please }
  - name: blog
    url: blog.example
    credential: { secret: { command: [pass, show, blog] } }
`;

Deno.test("a configuration has its sites, in order, and what is for all of them", () => {
  const { defaults, plugins, sites } = parseConfiguration(WHOLE, "sitehaul.yaml");
  assertEquals([defaults.download, defaults.timeout], ["/backups/{site}/{date}", 60]);
  assertEquals(plugins, ["./mine.ts"]);
  assertEquals(sites.map(({ name, profile }) => [name, profile]), [["shop", 2], [
    "blog",
    undefined,
  ]]);
  assertEquals(sites[1]?.credential, { secret: { command: ["pass", "show", "blog"] } });
});

Deno.test("an empty file is a configuration without sites", () => {
  assertEquals(parseConfiguration("# nothing yet\n", "x").sites, []);
});

Deno.test("what is said of runs over many sites is kept as it was written", () => {
  const text = "fleet: { concurrency: 20, perHost: 1, bandwidth: 50MB/s, attempts: 3 }\n" +
    "defaults: { expect: 26h, deadline: 4h }\n";
  const { fleet, defaults } = parseConfiguration(text, "x");
  assertEquals(fleet, { concurrency: 20, perHost: 1, bandwidth: "50MB/s", attempts: 3 });
  assertEquals(defaults, { expect: "26h", deadline: "4h" });
  assertEquals(parseConfiguration("fleet:\n", "x").fleet, {});
});

Deno.test("a key whose lines are all comments says nothing", () => {
  const text = "defaults:\n  # timeout: 9\nplugins:\nsites:\n  # - name: a\n";
  assertEquals(parseConfiguration(text, "x"), parseConfiguration("", "x"));
});

const SITE = "sites:\n  # the shop\n  - name: shop\n    url: shop.example\n";

Deno.test.each<[string, string, string, string]>([
  [
    "a misspelt field",
    `${SITE}    credental: { secret: x }\n`,
    "line 5",
    "Did you mean credential?",
  ],
  ["a misspelt top", "site: []\n", "line 1: there is no field site", "Did you mean sites?"],
  [
    "a wrong type",
    `${SITE}    profile: one\n`,
    "line 5: sites[0].profile: expected a number",
    "",
  ],
  ["a secret of no kind", `${SITE}    credential:\n      secret: 5\n`, "line 6", ""],
  [
    "a misspelt kind",
    `${SITE}    credential:\n      secert: x\n`,
    "line 6",
    "Did you mean secret?",
  ],
  ["an API that is none", `${SITE}    api: 4\n`, "line 5: sites[0].api: expected 1, 2 or 3", ""],
  ["a name of two words", `${SITE.replace("name: shop", "name: my shop")}`, "line 3", ""],
  [
    "a site without an address",
    "sites:\n- name: a\n",
    "line 2: sites[0].url: it is missing; a text is expected",
    "",
  ],
  ["two sites of one name", `${SITE}  - url: b\n    name: SHOP\n`, "line 6", "another name"],
  ["a list at the top", "- a\n", "line 1: the file: expected fields with values", ""],
  ["broken YAML", "sites:\n  - name: a\n   url: b\n", "this is not valid YAML", ""],
  ["a text", "sitehaul\n", "line 1: the file: expected fields", ""],
  [
    "two credentials",
    `${SITE}    credential:\n      secret: a\n      token: b\n`,
    "line 5: sites[0].credential: expected secret: … or token: …, not both",
    "",
  ],
  [
    "a placeholder that there is none of",
    `${SITE}    download: b/{stie}\n`,
    "line 5: sites[0].download: expected a folder; the placeholders are {site}, {date} and {id}",
    "",
  ],
  [
    "a later version",
    "# mine\nversion: 2\nsites: {}\n",
    "line 2: version: the file has version 2",
    "Update sitehaul",
  ],
  ["no time at all", `${SITE}    timeout: 0\n`, "timeout: expected a number greater than 0", ""],
  ["half a profile", `${SITE}    profile: 1.5\n`, "profile: expected a whole number", ""],
  ["no profile", `${SITE}    profile: 0\n`, "profile: expected a number from 1", ""],
  ["a day too long", `${SITE}    timeout: 90000\n`, "timeout: expected a number up to 86400", ""],
  [
    "a deadline in minutes or months",
    `${SITE}    deadline: 90m\n`,
    "line 5: sites[0].deadline: 90m could be minutes or months: write 90min or 90mo",
    "",
  ],
  ["an age without a unit", `${SITE}    expect: 26\n`, "sites[0].expect: expected a text", ""],
  [
    "an age for all that is none",
    "defaults:\n  expect: daily\n",
    "line 2: defaults.expect: expected a time such as 90min, 36h, 14d, 8w, 6mo or 1y",
    "",
  ],
  [
    "a bandwidth in bits",
    "fleet:\n  concurrency: 5\n  bandwidth: 50Mbit/s\n",
    "line 3: fleet.bandwidth: expected bytes per second such as 800kB/s, 50MB/s or 20MiB/s: bytes",
    "",
  ],
  [
    "a misspelt field of the fleet",
    "fleet: { concurency: 5 }\n",
    "there is no field fleet.concurency",
    "Did you mean concurrency?",
  ],
  [
    "nobody at once",
    "fleet: { concurrency: 0 }\n",
    "fleet.concurrency: expected a number from 1",
    "",
  ],
  ["an empty name", "sites:\n  - name: ''\n", "sites[0].name: it is empty", ""],
  [
    "a header with a blank in its name",
    `${SITE}    headers:\n      X-A: x\n      "A B": x\n`,
    "line 7: sites[0].headers.A B: this is not a valid header name",
    "",
  ],
  [
    "a header of two lines",
    `${SITE}    headers: { X-A: "a\\nb" }\n`,
    "line 5: sites[0].headers.X-A: expected one line",
    "",
  ],
  [
    "a header that no server could read",
    `${SITE}    headers: { X-A: 数据 }\n`,
    "line 5: sites[0].headers.X-A: expected one line of characters",
    "",
  ],
  ...["${env:}", "${file:}", "x${env:WORD", "${ENV:WORD}", "${env:A}${ env:B }"].map((
    secret,
  ): [string, string, string, string] => [
    `the reference ${secret}`,
    `${SITE}    credential:\n      secret: "${secret}"\n`,
    "line 6: sites[0].credential.secret: a reference is ${env:NAME} or ${file:PATH}",
    "",
  ]),
])("%s is an error that says where", (_, text, message, hint) => {
  const error = assertThrows(() => parseConfiguration(text, "/etc/sitehaul.yaml"), SitehaulError);
  assertEquals([error.code, error.exit], ["config/invalid", 50]);
  assertStringIncludes(error.message, "/etc/sitehaul.yaml");
  assertStringIncludes(error.message, message);
  assertStringIncludes(error.hint ?? "", hint);
});
