/**
 * What sitehaul itself says is not touched by hiding secrets, and what others say is, also where the
 * secret is an ordinary word.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { createSimulator } from "../../src/simulator/mod.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli, jsonLines } from "./fake_world.ts";
import { envelope, page } from "./scripted_site.ts";

const SITE = "https://shop.example/";
const FILES = [{ path: "index.php", content: "<?php" }];

/** Words of sitehaul's own, as secrets; the last one is none. */
const WORDS = ["weak", "Word", "secret", "backup", "the", "is", "a", "step", "error", "message"];
const STRANGE = "Qvxjzk";

const COMMANDS: readonly (readonly string[])[] = [
  ["test", SITE],
  ["backup", SITE],
  ["backup", SITE, "--profile", "9"],
  ["list", SITE],
  ["show", SITE, "99"],
  ["doctor", SITE],
];

/** The site takes any secret of version 1, weak ones too; with `wrong` it takes none. */
async function outputOf(secret: string, args: readonly string[], { wrong = false } = {}) {
  const { handle: transport } = createSimulator({
    product: "wordpress",
    version: "1.3.4",
    secret: wrong ? "another one" : secret,
    files: FILES,
    clock: () => new Date("2026-01-01T00:00:00Z"),
  });
  const ran = await cli(args, {
    transport,
    variables: { SITEHAUL_SECRET: secret },
    clock: () => Date.parse("2026-01-01T00:00:00Z"),
  });
  // Addresses, names, and what the site says are not sitehaul's words, and times differ.
  const own = (text: string) =>
    text.replace(/^warning: .* Your version .*$/gm, "…").replace(/\(status .*?\)|(?<= %) .*/g, "…")
      .replace(
        /\S*[/\\@]\S*|\S+\.\S+|"[^"\n]*"/g,
        "…",
      ).replace(/\d+ ms|\b\d+\b/g, "N")
      .replace(/ +/g, " ");
  return { status: ran.status, stdout: own(ran.stdout), stderr: own(ran.stderr) };
}

for (const wrong of [false, true]) {
  for (const args of COMMANDS) {
    Deno.test(`the words of "${args.join(" ")}" stay, whatever the secret (wrong: ${wrong})`, async () => {
      const expected = await outputOf(STRANGE, args, { wrong });
      for (const word of WORDS) {
        // A short secret gets a warning of its own from the doctor, as the strange one does.
        assertEquals(await outputOf(word, args, { wrong }), expected, word);
      }
    });
  }
}

Deno.test("the hint about a password of the web server shows what to write", async () => {
  const transport = () => Promise.resolve(page("401", 401));
  for (const secret of ["password", "user", "example", "Strong-Enough_12345"]) {
    const { stderr } = await cli(["test", SITE], {
      transport,
      variables: { SITEHAUL_SECRET: secret },
    });
    assertStringIncludes(stderr, "https://user:password@www.example.com/");
  }
});

Deno.test("help, versions and the manual are the same whatever the secret", async () => {
  for (const args of [["help"], ["help", "backup"], ["version"], ["man"], ["backup", "--help"]]) {
    const plain = await cli(args);
    const ran = await cli(args, {
      variables: { SITEHAUL_SECRET: "backup", SITEHAUL_TOKEN: "sitehaul" },
    });
    assertEquals(ran, plain);
  }
});

Deno.test("events keep their types and errors their codes, whatever the secret", async () => {
  for (const secret of ["step", "error", "auth", "started", "site", "type"]) {
    const { handle: transport } = createSimulator({
      product: "wordpress",
      version: "1.3.4",
      secret,
      files: FILES,
    });
    const variables = { SITEHAUL_SECRET: secret };
    const done = await cli(["backup", SITE, "--json"], { transport, variables });
    const types = jsonLines(done.stdout).map(({ type }) => type);
    assert(types.includes("step") && types.at(-1) === "result", types.join());
    const failed = await cli(["show", SITE, "99", "--json"], { transport, variables });
    const [error] = jsonLines(failed.stdout);
    assertEquals([error?.["type"], error?.["code"]], ["error", "backup/not-found"]);
  }
});

/** A word that is none of sitehaul's. */
const FOREIGN = "sunshine";

Deno.test("a secret that is a plain word is hidden in all that the site says", async () => {
  const said: Transport[] = [
    () => Promise.resolve(page(`Hello ${FOREIGN}`)),
    () => Promise.resolve(page(`Hello ${FOREIGN}`, 403)),
    () => Promise.resolve(new Response(`You sent ${FOREIGN}`, { status: 500 })),
    () => Promise.resolve(envelope(500, `You sent ${FOREIGN} today`)),
    () => Promise.resolve(envelope(1064, `near ${FOREIGN} at line 1`)),
    () => Promise.resolve(Response.redirect(`https://evil.example/${FOREIGN}?x=${FOREIGN}`)),
    () => Promise.resolve(Response.redirect(`https://${FOREIGN}.example/`)),
    () => Promise.reject(new TypeError(`cannot send ${FOREIGN} to https://a.example`)),
    () => Promise.resolve(envelope(200, { api: 600, component: FOREIGN, edition: FOREIGN })),
    () => Promise.resolve(new Response("", { status: 503, headers: { "retry-after": FOREIGN } })),
  ];
  await inFolder(async (folder) => {
    for (const transport of said) {
      for (const flags of [[], ["--json"], ["--explain"], ["--debug"]]) {
        for (const command of ["test", "list", "doctor", "backup", "detect"]) {
          const log = join(folder, "debug.log");
          const ran = await cli([command, SITE, ...flags, "--debug-file", log], {
            transport,
            variables: { SITEHAUL_SECRET: FOREIGN },
          });
          const all = `${ran.stdout}\n${ran.stderr}\n${await Deno.readTextFile(log)}`;
          const at = all.indexOf(FOREIGN);
          assertEquals(at, -1, `${command} ${flags}: ${all.slice(Math.max(0, at - 200), at + 60)}`);
        }
      }
    }
  });
});

Deno.test("a secret that is a plain word is hidden in a whole backup of a site that repeats it", () =>
  inFolder(async (folder) => {
    const simulator = createSimulator({
      product: "wordpress",
      version: "1.3.4",
      secret: FOREIGN,
      files: FILES,
      profiles: [{ id: 1, name: `My ${FOREIGN}` }],
    });
    simulator.site.addRecord({ description: `holds ${FOREIGN} too`, comment: FOREIGN });
    simulator.arm({
      match: { method: "stepBackup" },
      warnings: [`Cannot read ${FOREIGN}`],
      reshape: (data) =>
        typeof data === "object" && data !== null && "Domain" in data
          ? { ...data, Domain: FOREIGN, Step: FOREIGN, Substep: `more ${FOREIGN}` }
          : data,
    });
    const commands = [
      ["backup", SITE, "--download", "--dir", folder],
      ["list", SITE],
      ["show", SITE, "1"],
      ["profiles", SITE],
    ];
    for (const command of commands) {
      for (const flags of [[], ["--json"]]) {
        const { stdout, stderr } = await cli([...command, ...flags], {
          transport: simulator.handle,
          variables: { SITEHAUL_SECRET: FOREIGN },
        });
        assertEquals(`${stdout}\n${stderr}`.includes(FOREIGN), false, `${stdout}\n${stderr}`);
        assertMatch(`${stdout}\n${stderr}`, /\[redacted\]/);
      }
    }
  }));
