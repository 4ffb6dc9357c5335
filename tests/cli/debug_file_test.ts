import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli } from "./fake_world.ts";
import { scriptedSite, SECRET } from "./scripted_site.ts";

const SITE = "https://me:PlantedPassword@www.example.com/";

Deno.test("--debug-file keeps every exchange, and the screen stays as it is", () =>
  inFolder(async (folder) => {
    const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
    const around = { transport: handle, folder, variables: { SITEHAUL_SECRET: DEFAULT_SECRET } };
    const plain = await cli(["list", SITE], around);
    const kept = await cli(["list", SITE, "--debug-file", "debug.log"], around);
    assertEquals(kept, plain);
    const log = await Deno.readTextFile(join(folder, "debug.log"));
    const [first = "", second = ""] = log.split("\n");
    assertMatch(
      first,
      /^\d{4}-\d\d-\d\dT[\d:.]+Z sitehaul \d.*, Test 1\.0, linux: list --debug-file$/,
    );
    assertMatch(second, /Z \[1\] request (?:GET|POST) https:\/\/www\.example\.com\//);
    assertMatch(log, /\[\d+\] response .*"status":200/);
    for (const secret of [DEFAULT_SECRET, "PlantedPassword"]) assert(!log.includes(secret));
    const { mode } = await Deno.stat(join(folder, "debug.log"));
    assertEquals((mode ?? 0) & 0o777, 0o600);
  }));

Deno.test.each([[[]], [["--json"]], [["--quiet"]], [["--debug"]]])(
  "the file has the error, its hint and its causes, with %j",
  (flags) =>
    inFolder(async (folder) => {
      const path = join(folder, "debug.log");
      await Deno.writeTextFile(path, "of yesterday", { mode: 0o644 });
      const transport = () => Promise.reject(new TypeError("the wire is cut"));
      const args = ["test", SITE, "--secret", SECRET, "--debug-file", path, ...flags];
      const { status } = await cli(args, { transport, terminal: ALL_TERMINALS });
      const log = await Deno.readTextFile(path);
      assertEquals([status, log.includes("of yesterday")], [22, false]);
      assertMatch(log, /Z error: Cannot connect to https:\/\/www\.example\.com\//);
      assertMatch(log, /network\/failed: NegotiationError[^]*caused by: [^]*the wire is cut/);
      assertMatch(log, /Z note: other users of this computer can see a secret/);
      for (const secret of [SECRET, "PlantedPassword"]) assert(!log.includes(secret));
      assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    }),
);

Deno.test("--json with --debug tells the causes on the standard error", async () => {
  const transport = () => Promise.reject(new TypeError("the wire is cut"));
  const { stderr } = await cli(["test", SITE, "--secret", SECRET, "--json", "--debug"], {
    transport,
  });
  assertMatch(stderr, /network\/failed: NegotiationError[^]*caused by: [^]*the wire is cut/);
});

Deno.test("the file names neither the values of flags nor the user of this computer", () =>
  inFolder(async (folder) => {
    const args = ["verify", join(folder, "none.jpa"), "--debug-file", join(folder, "debug.log")];
    await cli(args, { variables: { HOME: folder } });
    const wrong = [
      "nothing",
      "--private",
      "--description",
      "private",
      "--debug-file",
      join(folder, "two.log"),
    ];
    await cli(wrong, { variables: { HOME: folder } });
    const log = await Deno.readTextFile(join(folder, "debug.log"));
    assertStringIncludes(log, "~/none.jpa");
    const two = await Deno.readTextFile(join(folder, "two.log"));
    assertMatch(two, /linux: no command --description --debug-file\n/);
    for (const text of [log, two]) assert(!text.includes(folder) && !text.includes("private"));
  }));

Deno.test("a file that cannot be written ends the run before anything is sent", () =>
  inFolder(async (folder) => {
    const site = scriptedSite();
    const path = join(folder, "no", "such", "folder");
    const { status, stderr } = await cli(
      ["list", SITE, "--secret", SECRET, "--debug-file", path],
      { transport: site.transport },
    );
    assertEquals(status, 104);
    assertMatch(stderr, /Cannot write .*folder[^]*hint: Use another file with --debug-file/);
  }));
