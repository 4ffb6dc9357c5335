/** Where Akeeba Remote CLI is wrong, its command lines do the right thing here. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import {
  createSimulator,
  DEFAULT_SECRET,
  type Mischief,
  NOISE,
  partOf,
  type Simulator,
} from "../../src/simulator/mod.ts";
import { lastPart, sampleNamed } from "../archive/support/samples.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { closedPort } from "../transport/servers.ts";
import { ALL_TERMINALS, cli } from "../cli/fake_world.ts";
import { visit } from "./visit.ts";

const deletions = ({ requests }: Simulator) =>
  requests.filter(({ apiMethod }) => /^delete/.test(apiMethod ?? ""));

Deno.test("a network failure never ends with 0, whatever the verb", async () => {
  const host = `--host=http://127.0.0.1:${closedPort()}/`;
  const verbs = ["test", "backup", "listbackups", "profiles", "delete --id=1", "download --id=1"];
  for (const verb of verbs) {
    const { status, stdout } = await cli([...verb.split(" "), host, "--secret=x", "-m"]);
    assertEquals(status, 22, verb);
    assertMatch(stdout, /^ERROR\|/m);
  }
});

const LAST_STEP = { Error: "Disk full", HasRun: false };

Deno.test.each<[string, Mischief]>([
  ["with a status", { backupError: "Disk full" }],
  // What Akeeba Remote CLI takes for the end of a good backup.
  ["in its last step", { reshape: (data) => Object.assign({}, data, LAST_STEP) }],
])(
  "a backup that reports an error %s is not fetched, still less deleted",
  (_, mischief) =>
    visit(async ({ simulator, folder, run }) => {
      simulator.arm({ match: { method: "stepBackup", nth: 2 }, ...mischief });
      const { status, stderr } = await run("backup", "--download", "--delete");
      assertEquals([status, await namesIn(folder), deletions(simulator)], [120, [], []]);
      assertMatch(stderr, /Error #120 - The backup failed.*Disk full/);
    }),
);

Deno.test("--delete deletes only after what was fetched is proven", () =>
  visit(async ({ simulator, run }) => {
    await run("backup");
    const [part] = simulator.site.record(1)?.parts ?? [];
    assert(part !== undefined);
    const bytes = (await part.read(0, part.size)).slice().fill(0, 30, 90);
    simulator.site.record(1)?.parts.splice(0, 1, partOf(part.name, bytes));
    assertEquals((await run("download", "--id=1", "--delete")).status, 60);
    assertEquals([deletions(simulator), simulator.site.record(1)?.parts.length], [[], 1]);
  }));

Deno.test("an encrypted archive is deleted only where its password is known", () =>
  visit(async ({ simulator, folder }) => {
    const bytes = await Deno.readFile(lastPart(sampleNamed("small-jps-single")));
    simulator.site.addRecord({ parts: [partOf("site.jps", bytes)] });
    const words = ["download", "--id=1", "-D", "--host=https://a.example", `-s=${DEFAULT_SECRET}`];
    const run = (password: string) =>
      cli(words, {
        transport: simulator.handle,
        folder,
        variables: { SITEHAUL_ARCHIVE_PASSWORD: password },
      });
    assertEquals([(await run("")).status, deletions(simulator)], [61, []]);
    assertEquals((await run("correct horse battery staple")).status, 0);
    assertEquals(simulator.site.record(1)?.parts, []);
  }));

Deno.test.each(["http", "chunk"])(
  "--delete of a plain dump compares what comes in two ways: %s",
  (mode) =>
    visit(async ({ simulator, run }) => {
      const dump = new TextEncoder().encode("CREATE TABLE a;\n".repeat(99));
      simulator.site.addRecord({ parts: [partOf("site.sql", dump)] });
      const words = ["download", "--id=1", "--delete", `--dlmode=${mode}`];
      simulator.arm({ match: { method: "downloadDirect" }, alter: (bytes) => bytes.with(9, 0) });
      const altered = await run(...words);
      assertEquals([altered.status, deletions(simulator)], [106, []]);
      simulator.disarm();
      const { status, stderr } = await run(...words);
      assertEquals([status, simulator.site.record(1)?.parts], [0, []], stderr);
    }),
);

Deno.test("backup --download --delete does all three", () =>
  visit(async ({ simulator, folder, run }) => {
    const { status, stderr } = await run("backup", "--download", "--delete");
    assertEquals(status, 0, stderr);
    assertEquals(simulator.site.record(1)?.parts, []);
    assert((await namesIn(folder)).some((name) => name.endsWith(".jpa")));
  }));

Deno.test("with a mode of its own a backup is fetched in that mode, and proven", () =>
  visit(async ({ simulator, run }) => {
    const { status, stderr } = await run("backup", "-d", "-D", "--dlmode=chunk");
    assertEquals(status, 0, stderr);
    const asked = simulator.requests.map(({ apiMethod }) => apiMethod);
    assert(asked.includes("download") && !asked.includes("downloadDirect"));
    assertEquals(simulator.site.record(1)?.parts, []);
  }));

Deno.test.each(["--download", "--download --dlmode=chunk", "-d --filename=x.jpa"])(
  "backup %s asks for the secret once",
  (words) =>
    inFolder(async (folder) => {
      const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
      let asked = 0;
      const askSecret = () => {
        asked++;
        return Promise.resolve(DEFAULT_SECRET);
      };
      const around = { transport, folder, askSecret, terminal: ALL_TERMINALS };
      const { status, stderr } = await cli(
        ["backup", "--host=https://a.example", ...words.split(" ")],
        around,
      );
      assertEquals([status, asked], [0, 1], stderr);
    }),
);

Deno.test("junk around the answers is read past", () =>
  visit(async ({ simulator, run }) => {
    simulator.arm({ noise: { before: NOISE.phpWarning, after: NOISE.comment } });
    assertEquals((await run("test")).status, 0);
    assertEquals((await run("backup", "--download")).status, 0);
  }));

Deno.test("an exported profile can be imported", () =>
  visit(async ({ simulator, folder, run }) => {
    assertEquals((await run("profileexport", "--id=1", "--file=p.json")).status, 0);
    const { mode } = await Deno.stat(join(folder, "p.json"));
    assertEquals((mode ?? 0) & 0o777, 0o600);
    const { status, stderr } = await run("profileimport", "--file=p.json");
    assertEquals([status, simulator.site.profiles.length], [0, 2], stderr);
    const data = await Deno.readTextFile(join(folder, "p.json"));
    assertEquals((await run("profileimport", `--data=${data}`)).status, 0);
    assertEquals(simulator.site.profiles.length, 3);
  }));

Deno.test("a name that the server gives cannot leave the folder", () =>
  visit(async ({ simulator, folder, run }) => {
    await Deno.mkdir(join(folder, "in"));
    simulator.site.addRecord({ parts: [partOf("inside.jpa", new Uint8Array(2048))] });
    simulator.arm({ fileNames: () => "../outside.jpa" });
    const { status } = await run("download", "--id=1", "--dlpath=in", "--delete");
    assertEquals([status, await namesIn(folder), deletions(simulator)], [33, ["in"], []]);
  }));

Deno.test("a good file is not touched before its replacement is whole", () =>
  visit(async ({ simulator, folder, run }) => {
    await run("backup", "--download");
    const [name = ""] = (await namesIn(folder)).filter((each) => each.endsWith(".jpa"));
    const good = await Deno.readFile(join(folder, name));
    // Another content of the same record, which breaks off again and again.
    const [part] = simulator.site.record(1)?.parts ?? [];
    const other = partOf(name, new Uint8Array((part?.size ?? 0) + 4096));
    simulator.site.record(1)?.parts.splice(0, 1, other);
    simulator.arm({ match: { method: /^download/ }, cutAfter: 1000 });
    const { status } = await run("download", "--id=1");
    assertEquals(status !== 0, true);
    assertEquals(await Deno.readFile(join(folder, name)), good);
  }));
