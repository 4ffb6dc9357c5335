/** Passwords of archives in the configuration. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET, partOf } from "../../src/simulator/mod.ts";
import { lastPart, sampleNamed } from "../archive/support/samples.ts";
import { atHome, type Home } from "./at_home.ts";
import { ALL_TERMINALS, jsonLines, type Surroundings } from "./fake_world.ts";

const SAMPLE = sampleNamed("small-jps-single");
const PASSWORD = SAMPLE.password ?? "";
const BYTES = await Deno.readFile(lastPart(SAMPLE));

/** Sites whose latest backup is encrypted. */
function encrypted(): NonNullable<Surroundings["transport"]> {
  const { handle, site } = createSimulator({ product: "joomla", version: "10.2.1" });
  site.addRecord({ parts: [partOf("site.jps", BYTES)] });
  return handle;
}

function site(name: string, settings: string): string {
  return `  - name: ${name}\n    url: https://${name}.example/\n    download: got/{site}\n` +
    `    credential: { secret: "\${env:WORD}" }\n    ${settings}\n`;
}

const VARIABLES = { WORD: DEFAULT_SECRET, ARCHIVE_WORD: PASSWORD };

/** What `download SITE latest --json` says last. */
async function download({ run }: Home, name: string, around: Surroundings = {}) {
  const variables = { ...VARIABLES, ...around.variables };
  const args = ["download", name, "latest", "--json"];
  const ran = await run(args, { transport: encrypted(), ...around, variables });
  return { ...ran, last: jsonLines(ran.stdout).at(-1) };
}

Deno.test("each site has the password of its archives, or that of all sites, by reference", () =>
  atHome(async (home) => {
    const all = "defaults: { archivePassword: '${env:ARCHIVE_WORD}' }\n";
    const own = site("own", "archivePassword: hunter22") + site("usual", "profile: 1");
    const said = `archivePassword: { command: [printf, '%s', '${PASSWORD}'] }`;
    await home.write("sitehaul.yaml", `${all}sites:\n${own}${site("said", said)}`);
    const outcomes = [];
    for (const name of ["usual", "own", "said"]) {
      const { status, last, stdout, stderr } = await download(home, name);
      outcomes.push([name, status, last?.["verified"] ?? last?.["code"]]);
      assert(!(stdout + stderr).includes("hunter22") && !(stdout + stderr).includes(PASSWORD));
    }
    assertEquals(outcomes, [["usual", 0, true], ["own", 61, "archive/password"], [
      "said",
      0,
      true,
    ]]);
  }));

Deno.test("what is configured goes before a prompt, and the environment before that, with a note", () =>
  atHome(async (home) => {
    await home.write("sitehaul.yaml", `sites:\n${site("a", "archivePassword: hunter22")}`);
    const askSecret = () => Promise.reject(new Error("asked"));
    const asked = await download(home, "a", { terminal: ALL_TERMINALS, askSecret });
    assertEquals(asked.status, 61);
    const variables = { SITEHAUL_ARCHIVE_PASSWORD: PASSWORD };
    const { status, stderr } = await download(home, "a", { variables });
    assertEquals(status, 0, stderr);
    assertStringIncludes(
      stderr,
      "note: SITEHAUL_ARCHIVE_PASSWORD is used for a instead of the configured password\n",
    );
  }));

Deno.test("with --no-verify no password is read", () =>
  atHome(async ({ run, write }) => {
    await write("sitehaul.yaml", `sites:\n${site("a", "archivePassword: '${env:NONE}'")}`);
    const around = { transport: encrypted(), variables: VARIABLES };
    assertEquals((await run(["download", "a", "1", "--no-verify"], around)).status, 0);
    const { status, stderr } = await run(["backup", "a", "--download"], around);
    assertEquals(status, 50);
    assertMatch(
      stderr,
      /sites\[0\]\.archivePassword: cannot read the archive password of a: .*NONE/,
    );
  }));

Deno.test.each<[string, string]>([
  ["of a site", `sites:\n${site("a", "archivePassword: hunter22")}`],
  ["of all sites", `defaults: { archivePassword: hunter22 }\nsites:\n${site("a", "profile: 1")}`],
  ["of a folder", `sites:\n${site("a", "remote: { url: ftp://a/, password: hunter22 }")}`],
  ["in the address of a folder", `sites:\n${site("a", "remote: { url: 'ftp://me:hunter22@a/' }")}`],
])(
  "a file with a password %s should be for its owner alone",
  (_, text) =>
    atHome(async ({ run, write, folder }) => {
      await write("sitehaul.yaml", text);
      assertEquals((await run(["config", "list"])).stderr, "");
      await Deno.chmod(join(folder, "sitehaul.yaml"), 0o644);
      const { stderr } = await run(["config", "list"]);
      assertMatch(stderr, /contains a secret, and other users can read it: chmod 600/);
      assert(!stderr.includes("hunter22"));
    }),
);
