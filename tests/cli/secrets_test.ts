/** Nothing that is written holds a credential, however it is spelled. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET, type SimulatedProduct } from "../../src/simulator/mod.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli, type Ran, type Surroundings } from "./fake_world.ts";
import { envelope, page } from "./scripted_site.ts";

const SECRET = "Plänted w0rd/+&=%#?~;1357";
const TOKEN = btoa(`sha256:42:${"c0ffee12".repeat(8)}`);
const PASSWORD = "basic&Plänted=2468";

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

function assertClean(args: readonly string[], { stdout, stderr }: Ran): void {
  const written = `${stdout}\n${stderr}`.toLowerCase();
  const found = PLANTED.filter((spelling) => written.includes(spelling));
  assertEquals(found, [], `${args.join(" ")}\n${written.slice(0, 3000)}`);
}

const COMMANDS: readonly (readonly string[])[] = [
  ["detect", "SITE", "--explain"],
  ["test", "SITE"],
  ["backup", "SITE"],
  ["list", "SITE"],
  ["show", "SITE", "1"],
  ["show", "SITE", "99"],
  ["download", "SITE", "1", "--dir", "FOLDER"],
  ["delete-files", "SITE", "1"],
  ["delete", "SITE", "1"],
  ["backup", "SITE", "SITE", "--profile", "9"],
  ["profiles", "SITE"],
  ["profiles", "export", "SITE", "1"],
  ["profiles", "import", "SITE"],
  ["update", "SITE"],
];

const FORMS: readonly (readonly string[])[] = [["--debug", "--explain"], ["--debug", "--json"]];

const PROFILE = JSON.stringify({ description: "x", configuration: "{}", filters: "{}" });

/** Little to pack, so that backups take no time. */
const FILES = [{ path: "index.php", content: "<?php" }];

/** Runs commands in every form and looks at all that they write; what is remembered of an honest
 * site, too. */
async function runAll(
  site: string,
  credentials: readonly string[],
  transport: Transport,
  { commands = COMMANDS, isHonest = true } = {},
): Promise<number[]> {
  const statuses: number[] = [];
  await inFolder(async (folder) => {
    const around: Surroundings = {
      transport,
      readStdin: () => Promise.resolve(PROFILE),
      variables: { SITEHAUL_CACHE: join(folder, "cache") },
    };
    for (const form of FORMS) {
      for (const command of commands) {
        const args = command.map((word) => ({ SITE: site, FOLDER: folder })[word] ?? word);
        const log = join(folder, "debug.log");
        const all = [...args, ...credentials, ...form, "--debug-file", log];
        const ran = await cli(all, around);
        assertClean(all, ran);
        const stdout = await Deno.readTextFile(log);
        assertClean(["the file of", ...all], { status: 0, stdout, stderr: "" });
        statuses.push(ran.status);
      }
    }
    const kept = isHonest ? await namesIn(join(folder, "cache")).catch(() => []) : [];
    for (const name of kept) {
      const stdout = await Deno.readTextFile(join(folder, "cache", name));
      assertClean(["the cache"], { status: 0, stdout, stderr: "" });
    }
  });
  return statuses;
}

Deno.test.each<[SimulatedProduct, string, string[]]>([
  ["joomla", "10.2.1", ["--secret", SECRET]],
  ["joomla", "10.2.1", ["--token", TOKEN]],
  ["joomla", "10.2.1", ["--secret", TOKEN]],
  ["wordpress", "9.1.1", ["--secret", SECRET, "--token", TOKEN]],
  ["solo", "8.2.0", [`--secret=${SECRET}`]],
])("no command shows the credential of %s %s", async (product, version, credentials) => {
  const { handle } = createSimulator({
    product,
    version,
    secret: SECRET,
    token: TOKEN,
    files: FILES,
  });
  const user = `https://me:${encodeURIComponent(PASSWORD)}@www.example.com/`;
  const statuses = await runAll(user, credentials, handle);
  assert(statuses.filter((status) => status === 0).length >= 15, statuses.join());
});

Deno.test("no command shows the digest that API version 1 sends, nor the secret", async () => {
  const { handle } = createSimulator({
    product: "joomla",
    version: "7.4.0",
    secret: SECRET,
    files: FILES,
  });
  const digests: string[] = [];
  const transport: Transport = async (request) => {
    const text = decodeURIComponent(`${request.url} ${await request.clone().text()}`);
    digests.push(.../challenge\\*":\\*"[^:"]+:([0-9a-f]{32})/.exec(text)?.slice(1) ?? []);
    return await handle(request);
  };
  for (const args of [["test"], ["list"], ["backup"]]) {
    const all = [...args, "https://www.example.com", "--secret", SECRET, "--debug"];
    const ran = await cli(all, { transport });
    assertEquals(ran.status, 0, ran.stderr);
    assertClean(all, ran);
    assertEquals(digests.filter((digest) => ran.stderr.includes(digest)), []);
  }
  assert(digests.length > 5);
});

Deno.test("a site that repeats the credential cannot make any command show it", async () => {
  const echoes: Transport[] = [
    () => Promise.resolve(page(`Refused: ${SECRET} ${encodeURIComponent(SECRET)} ${TOKEN}`)),
    () => Promise.resolve(envelope(500, `You sent ${SECRET} and ${TOKEN}`)),
    () =>
      Promise.resolve(Response.redirect(`https://evil.example/?x=${encodeURIComponent(SECRET)}`)),
    () =>
      Promise.reject(new TypeError(`cannot send ${SECRET} to https://me:${PASSWORD}@a.example`)),
    (request) =>
      Promise.resolve(
        envelope(200, {
          api: 600,
          component: `10.2.1 ${request.headers.get("x-akeeba-auth")}`,
          edition: SECRET,
        }),
      ),
  ];
  for (const transport of echoes) {
    await runAll("https://www.example.com/", ["--secret", SECRET, "--token", TOKEN], transport, {
      isHonest: false,
      commands: [["detect", "SITE"], ["backup", "SITE"], ["list", "SITE"]],
    });
  }
});

Deno.test("texts of the site that hold the secret are shown without it", async () => {
  const simulator = createSimulator({
    product: "joomla",
    version: "10.2.1",
    secret: SECRET,
    files: FILES,
  });
  simulator.site.addRecord({ description: `holds ${SECRET}` });
  simulator.arm({ match: { method: "stepBackup" }, warnings: [`Cannot read ${SECRET}.txt`] });
  await runAll("https://www.example.com/", ["--secret", SECRET], simulator.handle);
});

Deno.test("words at the wrong place are not repeated when they are a known secret", async () => {
  const variables = { SITEHAUL_SECRET: SECRET, SITEHAUL_TOKEN: TOKEN };
  const lines = [
    [SECRET],
    ["list", SECRET],
    ["list", `https://www.example.com/?_akeebaAuth=${encodeURIComponent(SECRET)}`, "--api=4"],
    ["list", "a.example", SECRET],
    ["show", "a.example", SECRET],
    ["list", "a.example", "--limit", SECRET],
    ["list", "a.example", `--${SECRET}`],
    ["endpoints", "--product", SECRET],
    ["endpoints", "--version", TOKEN],
    ["simulate", "--root", "x", "--product", SECRET],
  ];
  for (const args of lines) {
    for (const form of FORMS) {
      const all = [...args, ...form];
      const ran = await cli(all, { variables });
      assert(ran.status > 0);
      assertClean(all, ran);
    }
  }
});

Deno.test("credentials come from the flags, a file, or the environment, in this order", () =>
  inFolder(async (folder) => {
    const { handle, requests } = createSimulator({ product: "joomla", version: "10.2.1" });
    await Deno.writeTextFile(join(folder, "secret"), "from the file \n");
    const variables = { SITEHAUL_SECRET: "from the environment", SITEHAUL_TOKEN: TOKEN };
    const sent = async (...flags: string[]) => {
      const before = requests.length;
      const ran = await cli(["test", "https://a.example", "--api=2", ...flags], {
        transport: handle,
        folder,
        variables,
      });
      const headers = requests.slice(before).map(({ headers }) =>
        headers.get("x-akeeba-auth") ?? headers.get("x-joomla-token") ?? ""
      );
      return [...new Set([...headers, ran.status === 0 ? "worked" : ""])].filter((value) => value);
    };
    assertEquals(await sent("--secret", "from the flag"), ["from the flag"]);
    assertEquals((await sent()).toSorted(), [TOKEN, "from the environment"].toSorted());
    assertEquals(await sent("--token", TOKEN), [TOKEN]);
    // The line break at the end is no part of the secret; the blank before it is.
    assertEquals(await sent("--secret-file", "secret"), []);
    await Deno.writeTextFile(join(folder, "secret"), "from the file\r\n");
    assertEquals(await sent("--secret-file", "secret"), ["from the file"]);
    assertEquals(
      (await cli(["test", "a.example", "--secret", "x", "--secret-file=secret"], { folder }))
        .status,
      2,
    );
    const missing = await cli(["test", "a.example", "--secret-file", "none"], { folder });
    assertEquals([missing.status, missing.stderr.split("\n").length], [2, 3]);
  }));

Deno.test("a secret as an argument gets a word of warning, on a terminal and once", async () => {
  const { handle: transport } = createSimulator({
    product: "joomla",
    version: "10.2.1",
    secret: SECRET,
  });
  const args = ["backup", "https://a.example", "https://a.example", "--secret", SECRET];
  const { stderr } = await cli(args, { transport, terminal: ALL_TERMINALS });
  assertEquals(stderr.split("other users of this computer").length, 2);
  assert(!(await cli(args, { transport })).stderr.includes("other users"));
  const variables = { SITEHAUL_SECRET: SECRET };
  const around = { transport, variables, terminal: ALL_TERMINALS };
  const fromEnvironment = await cli(["test", "https://a.example"], around);
  assertStringIncludes(fromEnvironment.stdout, "Successful connection");
  assertEquals(fromEnvironment.stderr, "");
});

Deno.test("who sits at the terminal is asked for the secret, once for all sites", async () => {
  const site = () => createSimulator({ product: "joomla", version: "10.2.1", secret: SECRET });
  const [one, other] = [site(), site()];
  const transport: Transport = (request) =>
    (new URL(request.url).host === "a.example" ? one : other).handle(request);
  const questions: string[] = [];
  const asking = (answer: string, terminal = ALL_TERMINALS): Surroundings => ({
    transport,
    terminal,
    askSecret: (question) => {
      questions.push(question);
      return Promise.resolve(answer);
    },
  });
  const args = ["backup", "https://a.example/", "https://b.example/", "--parallel", "2"];
  const ran = await cli(args, asking(SECRET));
  assertEquals([ran.status, questions], [0, ["Secret Word or API token:"]], ran.stderr);
  assertClean(args, ran);
  assertEquals((await cli(["test", "https://a.example/"], asking(""))).status, 37);
  assertEquals(questions.length, 2);
  for (const stream of ["stdin", "stderr"]) {
    const terminal = { ...ALL_TERMINALS, [stream]: false };
    assertEquals((await cli(["test", "https://a.example/"], asking(SECRET, terminal))).status, 37);
  }
  assertEquals(questions.length, 2);
});

Deno.test.each<[string, string, string | undefined]>([
  ["two line ends", `${DEFAULT_SECRET}\n\n`, undefined],
  ["Windows' line ends and a mark", `\ufeff${DEFAULT_SECRET}\r\n  \r\n`, undefined],
  ["two lines", `${DEFAULT_SECRET}\nmore\n`, "the file has more than one line"],
  ["no end", "x".repeat(64 * 1024 + 1), "the file is too large for a secret"],
])("of a file the only line is the secret: %s", (_, text, fault) =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/secret`, text);
    const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
    const args = ["test", "https://a.example/", "--secret-file", "secret"];
    const { status, stderr } = await cli(args, { folder, transport });
    assertEquals(status, fault === undefined ? 0 : 2, stderr);
    if (fault !== undefined) assertStringIncludes(stderr, `Cannot read the secret file: ${fault}`);
  }));

Deno.test("a secret of a few letters does not mangle results, and is still in no message", async () => {
  const on = (secret: string, ...args: string[]) =>
    cli([...args, "https://www.example.com/"], {
      variables: { SITEHAUL_SECRET: secret },
      transport: () => Promise.resolve(new Response("", { status: 404 })),
    });
  for (const flags of [[], ["--json"]]) {
    const short = await on("exam", "endpoints", ...flags);
    assertStringIncludes(short.stdout, "https://www.example.com/");
    const long = await on("example", "endpoints", ...flags);
    assertStringIncludes(long.stdout, "https://www.[redacted].com/");
  }
  const failed = await on("exam", "test");
  assertEquals([failed.status === 0, failed.stderr.includes("exam")], [false, false]);
});
