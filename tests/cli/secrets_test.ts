/** Nothing that is written holds a credential, however it is spelled. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { createSimulator, type SimulatedProduct } from "../../src/simulator/mod.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { cli, type Surroundings } from "./fake_world.ts";
import { envelope, page } from "./scripted_site.ts";
import { assertClean, htmlOf, PASSWORD, SECRET, TOKEN } from "./planted_secrets.ts";

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

/** Runs commands in every form and looks at all that they write, and at what is remembered. */
async function runAll(
  site: string,
  credentials: readonly string[],
  transport: Transport,
  { commands = COMMANDS } = {},
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
    const kept = await namesIn(join(folder, "cache")).catch(() => []);
    for (const name of kept.filter((each) => each.endsWith(".json"))) {
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
    version: "6.6.1",
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
    () => Promise.resolve(page(`Refused: ${htmlOf(SECRET)}, ${htmlOf(htmlOf(SECRET))}`, 403)),
    () => Promise.resolve(page(`Refused: ${encodeURIComponent(encodeURIComponent(SECRET))}`)),
    () => Promise.resolve(page(`Refused: ${[...SECRET].join("\u200b")}`, 403)),
    () => Promise.resolve(envelope(500, `You sent ${[...SECRET].join("\u00ad\u061c")}`)),
    () => Promise.resolve(envelope(500, `You sent ${[...TOKEN].join("\u001b[0m")}`)),
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
