/** Trust that was given: for what, for how long, and where it is kept. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { namesIn } from "../support/in_folder.ts";
import { EVIL, PLAIN, type Planted, planted, site } from "./trust_home.ts";

const WISHFUL = `sites:\n${site("shop", EVIL, "credential: { secret: '${env:WORD}' }")}`;
const WORD = { WORD: DEFAULT_SECRET };

/** The only record of trust. */
async function recordIn(home: string): Promise<string> {
  const folder = join(home, ".local", "state", "sitehaul", "trusted");
  const names = await namesIn(folder);
  assertEquals(names.length, 1);
  return join(folder, names[0] ?? "");
}

/** Tries the site that needs trust. */
async function attempt({ run }: Planted): Promise<number> {
  return (await run("test shop", { variables: WORD })).status;
}

Deno.test("what is trusted works, until the file is another one", () =>
  planted(async (place) => {
    const { plant, run, file, home } = place;
    await plant(WISHFUL);
    assertEquals(await attempt(place), 50);
    const { status, stdout } = await run("config trust");
    assertEquals(
      [status, stdout],
      [0, `Trusted as it is now: ${file}\n  uses shop: the variable WORD\n`],
    );
    assertEquals(await attempt(place), 0);
    await plant(`${WISHFUL}# changed\n`);
    const changed = await run("test shop", { variables: WORD });
    assertEquals(changed.status, 50);
    assertStringIncludes(changed.stderr, `${file} has changed since it was trusted: shop uses`);
    await plant(WISHFUL);
    assertEquals(await attempt(place), 0);
    const { uid = 0 } = await Deno.stat(file);
    const record = await recordIn(home);
    assertEquals(((await Deno.stat(record)).mode ?? 0) & 0o777, 0o600);
    assertEquals(((await Deno.stat(dirname(record))).mode ?? 0) & 0o777, 0o700);
    assertEquals((await Deno.stat(record)).uid, uid);
    assert(!(await Deno.readTextFile(record)).includes("WORD"));
    const ended = await run("config untrust");
    assertEquals([ended.status, ended.stdout], [0, `${file} is not trusted any more\n`]);
    assertEquals(await attempt(place), 50);
    assertEquals((await run("config untrust")).stdout, `${file} was not trusted\n`);
  }));

Deno.test("trust in a file holds for its plugins as they are", () =>
  planted(async ({ plant, run, folder }) => {
    const plugin = 'export const mine = { id: "mine", name: "M", releases: [{ from: "1.0.0", ' +
      'routes: [{ api: 2, path: "x.php", recommended: true }] }] };\n';
    await plant(plugin, "mine.ts");
    await plant(`plugins: [./mine.ts]\n${PLAIN}`);
    assertStringIncludes((await run("config trust")).stdout, "uses the plugin ./mine.ts");
    assertMatch((await run("endpoints --product mine")).stdout, /x\.php/);
    await plant(`${plugin}await Deno.writeTextFile("${folder}/ran", "");\n`, "mine.ts");
    const { stderr } = await run("endpoints --product mine");
    assertMatch(stderr, /^warning: the plugins of .+ are not loaded/);
    assertEquals((await namesIn(folder)).includes("ran"), false);
    await run("config trust");
    await Deno.chmod(join(folder, "mine.ts"), 0o666);
    assertMatch((await run("endpoints --product solo")).stderr, /the plugins of .+ are not loaded/);
  }));

Deno.test("trust in a file is not trust in a link to it from another folder", () =>
  planted(async (place) => {
    const { plant, run, home, file } = place;
    await plant(WISHFUL);
    await run("config trust");
    const other = join(home, "other");
    await Deno.mkdir(other, { mode: 0o700 });
    await Deno.symlink(file, join(other, "sitehaul.yaml"));
    // What is relative in the file, such as a command, would be looked for in that folder.
    const there = { variables: WORD, folder: other };
    assertEquals((await run("test shop", there)).status, 50);
    assertEquals(await attempt(place), 0);
    await run("config trust", there);
    assertEquals((await run("test shop", there)).status, 0);
  }));

Deno.test("a folder that is reached by a link is the same folder", () =>
  planted(async ({ plant, run, home, folder }) => {
    await plant(WISHFUL);
    const link = join(home, "link");
    await Deno.symlink(folder, link);
    assertEquals((await run("config trust", { folder: link })).status, 0);
    assertEquals((await run("test shop", { variables: WORD })).status, 0);
  }));

Deno.test("a file that is named needs no trust, nor does one in the user's own folder", () =>
  planted(async ({ plant, run, file, home, hosts }) => {
    await plant(WISHFUL);
    assertEquals((await run(`test shop --config ${file}`, { variables: WORD })).status, 0);
    const variables = { ...WORD, SITEHAUL_CONFIG: file };
    assertEquals((await run("test shop", { variables })).status, 0);
    const own = join(home, ".config", "sitehaul");
    await Deno.mkdir(own, { recursive: true, mode: 0o700 });
    await Deno.rename(file, join(own, "sitehaul.yaml"));
    hosts.clear();
    assertEquals((await run("test shop", { variables: WORD })).status, 0);
    assertEquals([...hosts], ["evil.example"]);
  }));

Deno.test("a record that others could have made is not believed", () =>
  planted(async (place) => {
    const { plant, run, home } = place;
    await plant(WISHFUL);
    await run("config trust");
    const record = await recordIn(home);
    await Deno.chmod(dirname(record), 0o777);
    assertEquals(await attempt(place), 50);
    await Deno.chmod(dirname(record), 0o700);
    await Deno.chmod(record, 0o666);
    assertEquals(await attempt(place), 50);
    await Deno.chmod(record, 0o600);
    assertEquals(await attempt(place), 0);
    await Deno.writeTextFile(record, '{"schema":1}');
    assertEquals(await attempt(place), 50);
  }));

Deno.test("config trusted lists what is trusted, and what has come of it", () =>
  planted(async ({ plant, run, file, home }) => {
    assertEquals((await run("config trusted")).stdout, "No configuration is trusted.\n");
    await plant(WISHFUL);
    const clock = () => Date.UTC(2026, 0, 31);
    await run("config trust", { clock });
    const listed = async () => JSON.parse((await run("config trusted --json")).stdout);
    const since = "2026-01-31T00:00:00.000Z";
    assertEquals(await listed(), [{ file, since, state: "trusted" }]);
    assertMatch(
      (await run("config trusted")).stdout,
      /^FILE +SINCE +STATE\n.+ 2026-01-31 +trusted\n$/,
    );
    await plant(`${WISHFUL}\n`);
    assertEquals((await listed())[0].state, "changed");
    await Deno.chmod(file, 0o666);
    assertEquals((await listed())[0].state, "not used");
    await Deno.remove(file);
    assertEquals((await listed())[0].state, "gone");
    assertEquals((await run(`config untrust ${file}`)).status, 0);
    assertEquals(await listed(), []);
    assertEquals(
      (await run("config trust", { variables: { HOME: join(home, "none") } })).status,
      50,
    );
  }));

Deno.test("what sitehaul itself changes in a trusted file stays trusted; it writes into no other", () =>
  planted(async ({ plant, run, file, hosts }) => {
    await plant(WISHFUL);
    const add = `config add https://b.example --secret ${DEFAULT_SECRET} --name`;
    const refused = await run(`${add} one`);
    assertEquals([refused.status, [...hosts]], [50, []]);
    assertStringIncludes(refused.stderr, `${file} is not trusted: nothing is written into it`);
    assertEquals((await run("detect shop --save", { variables: WORD })).status, 50);
    assertEquals(await Deno.readTextFile(file), WISHFUL);
    await run("config trust");
    assertEquals((await run(`${add} one`)).status, 0);
    assertEquals((await run("test shop", { variables: WORD })).status, 0);
    assertEquals((await run(`${add} two --config ${file}`)).status, 0);
    assertEquals((await run("detect shop --save", { variables: WORD })).status, 0);
    assertEquals((await run("test shop", { variables: WORD })).status, 0);
    await run("config untrust");
    assertEquals((await run(`${add} three --config ${file}`)).status, 0);
    assertEquals((await run("test shop", { variables: WORD })).status, 50);
  }));

Deno.test("a file that sitehaul makes is trusted as it made it", () =>
  planted(async ({ plant, run, home, folder }) => {
    await plant(`[shop]\nhost=https://shop.example\nsecret=x\ndlpath=/backups\n`, "old.ini");
    assertEquals((await run("config import old.ini --config new.yaml")).status, 0);
    await Deno.rename(join(folder, "new.yaml"), join(home, "work", "sitehaul.yaml"));
    assertEquals(JSON.parse((await run("config path --json")).stdout).trust, "untrusted");
    await Deno.remove(join(folder, "sitehaul.yaml"));
    assertEquals((await run("config import old.ini --config sitehaul.yaml")).status, 0);
    assertEquals(JSON.parse((await run("config path --json")).stdout).trust, "trusted");
  }));

Deno.test("config path, config check and doctor tell how far the file is trusted", () =>
  planted(async ({ plant, run, file }) => {
    await plant(WISHFUL);
    const seen = async () => ({
      path: JSON.parse((await run("config path --json")).stdout).trust,
      check: JSON.parse((await run("config check --offline --json")).stdout).trust,
      doctor: (await run("doctor")).stdout,
    });
    const before = await seen();
    assertEquals([before.path, before.check], ["untrusted", "untrusted"]);
    assertMatch(
      before.doctor,
      /^warning +configuration +.+ is not trusted: shop: the variable WORD\n +Look at the file\./m,
    );
    assertMatch(
      (await run("config path")).stderr,
      /^note: It is not trusted: only what stands in it/,
    );
    assertStringIncludes(
      (await run("config check --offline")).stderr,
      `warning: ${file} is not trusted: shop: the variable WORD\n`,
    );
    const connected = await run("config check", { variables: WORD });
    assertEquals(connected.status, 121);
    assertStringIncludes(connected.stdout, "is not trusted: shop uses the variable WORD");
    await run("config trust");
    const after = await seen();
    assertEquals([after.path, after.check], ["trusted", "trusted"]);
    assertMatch(after.doctor, /^ok +configuration +.+ is valid: 1 site, trusted as it is$/m);
    await Deno.chmod(file, 0o666);
    const { stdout, stderr } = await run("doctor");
    assertEquals(stderr, "");
    assertMatch(stdout, /^warning +configuration +.+ is not used: it can be written by everybody/m);
    assertMatch((await run("config path")).stderr, /is not used: it can be written by everybody/);
  }));

Deno.test("a plugin over http: is refused, however the file was found", () =>
  planted(async ({ plant, run, file }) => {
    await plant("plugins: [http://plugins.example/mine.ts]\n");
    for (const line of ["config trust", "endpoints", `endpoints --config ${file}`]) {
      const { status, stderr } = await run(line);
      assertEquals(status, 50, line);
      assertStringIncludes(
        stderr,
        "plugins[0]: http: is refused; expected a path, npm:, jsr: or https:",
      );
    }
  }));
