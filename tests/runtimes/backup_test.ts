/** Backups on every runtime: whole, interrupted, taken up again, and no step sent twice. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { jsonLines } from "../cli/fake_world.ts";
import { namesIn } from "../support/in_folder.ts";
import { serveRaw } from "../transport/servers.ts";
import { NEIGHBOURS, PROGRAMS, run, start, testOnEach, watch } from "./program.ts";

const SITE = { product: "joomla", version: "10.2.1" } as const;
const env = { SITEHAUL_SECRET: DEFAULT_SECRET };

testOnEach(
  "a backup is taken, downloaded, verified and deleted on the server",
  async (program, folder) => {
    const simulator = createSimulator({ product: "wordpress", version: "9.1.1", partSize: 40_000 });
    await using server = await serve(simulator);
    const words = [
      "backup",
      server.url,
      "--download",
      "--delete-remote",
      "--dir",
      "kept",
      "--json",
    ];
    const { status, stdout, stderr } = await run(program, words, { folder, env });
    assertEquals([status, stderr], [0, ""]);
    const last = jsonLines(stdout).at(-1);
    assertEquals([last?.["type"], last?.["verified"], last?.["deletedRemote"]], [
      "result",
      true,
      true,
    ]);
    assert(!(stdout + stderr).includes(DEFAULT_SECRET));
    const names = await namesIn(join(folder, "kept"));
    assertEquals(names.filter((name) => name.startsWith(".")), []);
    const archive = names.find((name) => name.endsWith(".jpa")) ?? "";
    const verified = await run(program, ["verify", join("kept", archive)], { folder });
    assertEquals([verified.status, verified.stderr], [0, ""]);
  },
  { unix: true },
);

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  testOnEach(
    `${signal} in a backup is told, once, with what is left on the server`,
    async (program, folder) => {
      await using server = await serve(createSimulator({ ...SITE, stepMs: 50, steps: 99 }));
      await using child = start([...program.command, "backup", server.url], { folder, env });
      const stderr = await watch(child, "stderr", /: step 2/, () => child.kill(signal));
      const { code, signal: ended } = await child.status;
      await child.stdout.cancel();
      assertEquals([code, ended], [130, null], stderr);
      assertStringIncludes(stderr, "the backup on the server was left as it is (record 1)");
    },
    { unix: true },
  );
}

testOnEach(
  "a backup whose program was killed is waited for by the next run",
  async (program, folder) => {
    const simulator = createSimulator({ ...SITE, stepMs: 20, steps: 20 });
    await using server = await serve(simulator);
    {
      await using child = start([...program.command, "backup", server.url], { folder, env });
      await watch(child, "stderr", /: step 2/, () => child.kill("SIGKILL"));
      await child.status;
      await child.stdout.cancel();
    }
    // It watches the record for as long as a step can last: that it does is enough here.
    await using next = start([...program.command, "backup", server.url, "--json"], { folder, env });
    const stdout = await watch(next, "stdout", /"type":"holding"/, () => next.kill("SIGINT"));
    const { code } = await next.status;
    await next.stderr.cancel();
    assertEquals([code, simulator.site.records.length], [130, 1], stdout);
    assertStringIncludes(stdout, '"type":"holding"');
  },
  { unix: true },
);

testOnEach("no two runs take a backup of one site at once", async (program, folder) => {
  const simulator = createSimulator({ ...SITE, stepMs: 50, steps: 99 });
  await using server = await serve(simulator);
  await using child = start([...program.command, "backup", server.url], { folder, env });
  await watch(child, "stderr", /: step 2/);
  for (const other of NEIGHBOURS) {
    const second = await run(other, ["backup", server.url], { folder, env });
    assertEquals(second.status, 101, `${other.name}: ${second.stderr}`);
  }
  child.kill("SIGKILL");
  await child.status;
  await child.stdout.cancel();
  assertEquals(simulator.site.records.length, 1);
}, { unix: true });

testOnEach(
  "what must not happen twice arrives once, though the connection was used before",
  async (program, folder) => {
    assert(program.modules !== undefined);
    const arrived: string[] = [];
    await using server = serveRaw(async (connection) => {
      for (let text = ""; (text = await connection.read()) !== "";) {
        if (!text.includes(" HTTP/1.1")) continue;
        if (text.includes("/drop")) {
          arrived.push("drop");
          return connection.close();
        }
        await connection.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      }
    });
    const { runtime, folder: modules, ending } = program.modules;
    const load = (name: string) => JSON.stringify(`file://${join(modules, name)}${ending}`);
    const probe = `
    const { fetchTransport } = await import(${load("src/transport/fetch_transport")});
    const { setTraits } = await import(${load("src/transport/traits")});
    const send = fetchTransport();
    for (const method of ["GET", "POST"]) {
      for (let n = 0; n < 3; n++) {
        const warm = setTraits(new Request("${server.url}warm"), { repeatable: true });
        await (await send(warm)).text();
      }
      const body = method === "POST" ? { body: "method=stepBackup" } : {};
      await send(new Request("${server.url}drop", { method, ...body })).then(
        () => console.log("answered"),
        () => console.log("failed"),
      );
    }`;
    await Deno.writeTextFile(join(folder, "probe.mjs"), probe);
    const probing = { name: "probe", command: runtime };
    const { stdout, stderr } = await run(probing, [join(folder, "probe.mjs")], { folder });
    assertEquals([stdout + stderr, arrived.length], ["failed\nfailed\n", 2]);
  },
  { unix: true, programs: PROGRAMS.filter(({ modules }) => modules !== undefined) },
);
