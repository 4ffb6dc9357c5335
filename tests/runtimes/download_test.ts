/** Downloads on every runtime: killed and resumed, by one run at a time, by FTP and SFTP; and archives. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import {
  createSimulator,
  DEFAULT_SECRET,
  partOf,
  serve,
  type SitePart,
} from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { lastPart, sampleNamed } from "../archive/support/samples.ts";
import {
  ENCODED,
  noFtp,
  noSsh,
  type Running,
  type RunningSsh,
  startFtp,
  startSsh,
  tlsPath,
} from "../stores/servers.ts";
import { namesIn } from "../support/in_folder.ts";
import { NEIGHBOURS, type Program, run, start, testOnEach } from "./program.ts";

const MIB = 1024 * 1024;
const CONTENT = seededBytes(16 * MIB + 77, 9);
const SITE = { product: "joomla", version: "10.2.1" } as const;
const SAMPLE = sampleNamed("small-jpa-multipart");
const env = { SITEHAUL_SECRET: DEFAULT_SECRET };

testOnEach(
  "killed twice and started again, a download is whole, and no kill costs more than 8 MiB",
  async (program, folder) => {
    let [round, killAt, kill] = [0, 0, () => {}];
    const asked = new Map<number, Set<number>>();
    const part: SitePart = {
      name: "site.jpa",
      size: CONTENT.length,
      read: (offset, length) => {
        const segment = Math.floor(offset / MIB);
        asked.set(segment, (asked.get(segment) ?? new Set()).add(round));
        if (offset >= killAt) kill();
        return CONTENT.slice(offset, offset + length);
      },
    };
    const simulator = createSimulator(SITE);
    simulator.site.addRecord({ parts: [part] });
    await using server = await serve(simulator);
    const words = ["download", server.url, "1", "--dir", "kept", "--mode", "chunk", "--no-verify"];
    const begin = async (upTo: number) => {
      const child = start([...program.command, ...words, "--quiet"], { folder, env });
      [round, killAt, kill] = [round + 1, upTo, () => child.kill("SIGKILL")];
      await child.stdin.close();
      const { code, signal, stderr } = await child.output();
      return signal ?? `${code} ${new TextDecoder().decode(stderr)}`;
    };
    assertEquals(await begin(10 * MIB), "SIGKILL");
    assert(!(await namesIn(join(folder, "kept"))).includes("site.jpa"));
    assertEquals(await begin(15 * MIB), "SIGKILL");
    assertEquals(await begin(Infinity), "0 ");
    assertEquals(await Deno.readFile(join(folder, "kept", "site.jpa")), CONTENT);
    for (const later of [2, 3]) {
      const twice = [...asked.values()].filter((runs) => runs.has(later) && runs.has(later - 1));
      assert(twice.length <= 8, `${twice.length} MiB came twice after kill ${later - 1}`);
    }
    // What a kill leaves in the middle of a change has a random ending.
    const hidden = (await namesIn(join(folder, "kept"))).filter((name) =>
      name.startsWith(".") && !/\.[0-9a-f]{8}$/.test(name)
    );
    assertEquals(hidden, []);
  },
  { unix: true },
);

testOnEach(
  "a file that another run downloads, on whatever runtime, is left to it",
  async (program, folder) => {
    const [reached, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const simulator = createSimulator(SITE);
    simulator.site.addRecord({ parts: [partOf("site.jpa", CONTENT)] });
    let served = 0;
    const { handle } = simulator;
    Object.assign(simulator, {
      handle: async (request: Request) => {
        const response = await handle(request);
        if (response.headers.get("content-type") !== "application/octet-stream") return response;
        // The first one that downloads has to wait; the others would come through.
        if (served++ > 0) return response;
        reached.resolve();
        await open.promise;
        return response;
      },
    });
    await using server = await serve(simulator);
    const words = ["download", server.url, "1", "--dir", "kept", "--no-verify"];
    const child = start([...program.command, ...words], { folder, env });
    await child.stdin.close();
    await reached.promise;
    for (const other of NEIGHBOURS) {
      const { status, stderr } = await run(other, words, { folder, env });
      assertEquals(status, 104, `${other.name}: ${stderr}`);
      assertStringIncludes(stderr, "already being downloaded");
    }
    open.resolve();
    const { code, stderr } = await child.output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    assertEquals(await Deno.readFile(join(folder, "kept", "site.jpa")), CONTENT);
  },
  { unix: true },
);

testOnEach(
  "archives are verified, listed and extracted; a damaged one is told",
  async (program, folder) => {
    const archive = lastPart(SAMPLE);
    for (
      const words of [["verify", archive], ["ls", archive], ["extract", archive, "--to", "out"]]
    ) {
      const { status, stderr } = await run(program, words, { folder });
      assertEquals(status, 0, stderr);
    }
    assert((await namesIn(join(folder, "out"))).length > 0);
    const bytes = await Deno.readFile(lastPart(sampleNamed("small-jpa-single")));
    bytes.fill(0, bytes.length / 2, bytes.length / 2 + 40);
    await Deno.writeFile(join(folder, "bad.jpa"), bytes);
    const { status, stderr } = await run(program, ["verify", "bad.jpa"], { folder });
    assertEquals(status, 60, stderr);
  },
  { unix: true },
);

/** The sample lies on a server, and the site knows its names. */
async function fetchFrom(
  program: Program,
  folder: string,
  serverFor: (files: string) => Promise<{ running: Running; url: string; words: string[] }>,
): Promise<void> {
  const [files, root] = [join(folder, "files"), join(folder, "kept")];
  await Deno.mkdir(files);
  const names = SAMPLE.parts.map(({ file }) => file);
  for (const name of names) await Deno.copyFile(join(SAMPLE.folder, name), join(files, name));
  const simulator = createSimulator(SITE);
  const parts = names.map(async (name) =>
    partOf(name, await Deno.readFile(join(SAMPLE.folder, name)))
  );
  simulator.site.addRecord({ parts: await Promise.all(parts) });
  await using server = await serve(simulator);
  const { running, url, words } = await serverFor(files);
  try {
    const line = ["download", server.url, "1", "--dir", root, "--url", url, ...words];
    const { status, stdout, stderr } = await run(program, line, { folder, env });
    assertEquals(status, 0, stderr);
    assertMatch(stdout, /verified \(\d+ files\)/);
    for (const name of names) {
      assertEquals(
        await Deno.readFile(join(root, name)),
        await Deno.readFile(join(SAMPLE.folder, name)),
      );
    }
    assert(!simulator.requests.some(({ apiMethod }) => /^download/.test(apiMethod ?? "")));
  } finally {
    await running.stop();
  }
}

for (const scheme of ["ftp", "ftpes"]) {
  testOnEach(
    `a backup is downloaded over ${scheme}`,
    (program, folder) =>
      fetchFrom(program, folder, async (files) => {
        const running = await startFtp(folder, files);
        const url = `${scheme}://anonymous:${ENCODED}@127.0.0.1:${running.port}/`;
        const trust = scheme === "ftp" ? [] : ["--ca-file", tlsPath("ca.pem")];
        return { running, url, words: ["--mode", "ftp", ...trust] };
      }),
    { unix: true, missing: noFtp },
  );
}

testOnEach(
  "a backup is downloaded over sftp",
  (program, folder) =>
    fetchFrom(program, folder, async (files) => {
      const running: RunningSsh = await startSsh(folder);
      const url = `sftp://root:${ENCODED}@127.0.0.1:${running.port}${files}`;
      return { running, url, words: ["--mode", "sftp", "--insecure"] };
    }),
  { unix: true, missing: noSsh },
);
