/** `download --mode ftp|sftp`, from real servers where they are installed. */
import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readManifest } from "../../src/files/manifest.ts";
import { type Middleman, startFtpMiddleman, startMiddleman } from "../stores/middleman.ts";
import {
  ENCODED,
  noFtp,
  noSsh,
  PASSWORD,
  type Running,
  type RunningSsh,
  sshKeygen,
  startFtp,
  startSsh,
  tlsPath,
} from "../stores/servers.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { ALL_TERMINALS, jsonLines } from "./fake_world.ts";
import { assertFetched, BIG, NAMES, SAMPLE, site } from "./remote_site.ts";

const root = noFtp === undefined || noSsh === undefined
  ? await Deno.makeTempDir({ prefix: "sitehaul-remote-" })
  : "";
let [ftp, ssh]: [Running | undefined, RunningSsh | undefined] = [undefined, undefined];

Deno.test.beforeAll(async () => {
  if (root === "") return;
  await Deno.mkdir(`${root}/files`);
  for (const name of NAMES) await Deno.copyFile(join(SAMPLE.folder, name), `${root}/files/${name}`);
  await Deno.writeFile(`${root}/files/${BIG.name}`, new Uint8Array());
  await Deno.truncate(`${root}/files/${BIG.name}`, BIG.size);
  if (noFtp === undefined) ftp = await startFtp(root, `${root}/files`);
  if (noSsh === undefined) ssh = await startSsh(root);
});

Deno.test.afterAll(async () => {
  await Promise.all([ftp?.stop(), ssh?.stop()]);
  if (root !== "") await Deno.remove(root, { recursive: true });
});

const overFtp = (name: string, run: (server: Running) => Promise<void>) =>
  test(`download over FTP: ${name}`, noFtp, () => ftp, run);

const overSsh = (name: string, run: (server: RunningSsh) => Promise<void>) =>
  test(`download over SFTP: ${name}`, noSsh, () => ssh, run);

function test<T>(
  name: string,
  missing: string | undefined,
  server: () => T | undefined,
  run: (server: T) => Promise<void>,
): void {
  const title = missing === undefined ? name : `${name} (left out: ${missing})`;
  Deno.test(title, { ignore: missing !== undefined }, async () => {
    const running = server();
    assert(running !== undefined);
    await run(running);
  });
}

const ftpUrl = (port: number, { scheme = "ftp", password = `:${ENCODED}` } = {}) =>
  `--url=${scheme}://anonymous${password}@127.0.0.1:${port}/`;

const sshUrl = (port: number, password = `:${ENCODED}`) =>
  `--url=sftp://root${password}@127.0.0.1:${port}${root}/files`;

overSsh(
  "a private key logs in, opened by SITEHAUL_REMOTE_PASSWORD; a wrong one says so",
  ({ port, privateKey }) =>
    inFolder(async (dir) => {
      await Deno.writeTextFile(`${dir}/key`, privateKey, { mode: 0o600 });
      const { run } = await site();
      const args = ["1", "--mode=sftp", sshUrl(port, ""), "--insecure", "--key-file", `${dir}/key`];
      const wrong = await run([...args, "--dir", dir], {
        variables: { SITEHAUL_REMOTE_PASSWORD: "not the one" },
      });
      assertEquals(wrong.status, 42, wrong.stderr);
      assertStringIncludes(wrong.stderr, "Cannot use the private key");
      const { status, stderr } = await run([...args, "--dir", dir], {
        variables: { SITEHAUL_REMOTE_PASSWORD: PASSWORD },
      });
      assertEquals(status, 0, stderr);
      assert((await namesIn(dir)).includes(NAMES[0] ?? ""));
    }),
);

overSsh(
  "the password of an account opens no key, and what opens a key is no password of an account",
  ({ port, privateKey }) =>
    inFolder(async (dir) => {
      await Deno.writeTextFile(`${dir}/key`, privateKey, { mode: 0o600 });
      await sshKeygen(["-q", "-t", "ed25519", "-a", "1", "-N", PASSWORD, "-f", `${dir}/unknown`]);
      const { run } = await site();
      const get = (url: string, key: string, variables: Record<string, string>) =>
        run(["1", "--mode=sftp", url, "--insecure", "--key-file", key, "--dir", dir], {
          variables,
        });
      // The key is opened by the same word, which was typed for the account.
      const typed = await get(sshUrl(port), `${dir}/key`, {});
      assertEquals(typed.status, 42, typed.stderr);
      assertStringIncludes(typed.stderr, "private key");
      // The account has the same password, and the server refuses the key.
      const refused = await get(sshUrl(port, ""), `${dir}/unknown`, {
        SITEHAUL_REMOTE_PASSWORD: PASSWORD,
      });
      assertEquals(refused.status, 42, refused.stderr);
      assert(!(await namesIn(dir)).includes(NAMES[0] ?? ""));
    }),
);

overFtp(
  "the parts come from the folder, and the archive is proven",
  ({ port }) =>
    inFolder(async (dir) => {
      const one = await site();
      const { status, stdout, stderr } = await one.run(
        ["1", "--mode=ftp", ftpUrl(port), "--dir", dir, "--json"],
      );
      assertEquals([status, jsonLines(stdout).at(-1)?.["verified"]], [0, true], stderr);
      assertMatch(stderr, /^note: ftp:\/\/127\.0\.0\.1:\d+ is not encrypted: .*\n$/);
      await assertFetched(one, dir);
      const manifest = (await namesIn(dir)).find((name) => name.endsWith(".sitehaul.json")) ?? "";
      assertEquals((await readManifest(join(dir, manifest))).mode, "remote");
    }),
);

overFtp(
  "an authority of one's own, and a password of the environment, will do",
  ({ port }) =>
    inFolder(async (dir) => {
      const one = await site();
      const url = ftpUrl(port, { scheme: "ftpes", password: "" });
      const args = ["1", "--mode=ftp", url, "--dir", dir, "--connections=3"];
      const variables = { SITEHAUL_REMOTE_PASSWORD: PASSWORD };
      const around = { variables, terminal: ALL_TERMINALS, width: 200 };
      const { status, stderr } = await one.run([...args, "--ca-file", tlsPath("ca.pem")], around);
      assertEquals(status, 0, stderr);
      assert(!/note:|warning:/.test(stderr), stderr);
      await assertFetched(one, dir);
      const unknown = await one.run(args, around);
      assertEquals(unknown.status, 22);
      assertStringIncludes(unknown.stderr, "an authority that is not known");
      const insecure = await one.run([...args, "--insecure"], around);
      assertEquals(insecure.status, 0);
      assertStringIncludes(insecure.stderr, "--insecure: whoever answers receives the password");
    }),
);

overFtp("a wrong password ends with 42, and shows nowhere", async ({ port }) => {
  const { run } = await site();
  const password = ":hunter22%20%41";
  for (const flags of [[], ["--json"], ["--debug"], ["--explain"]]) {
    const url = ftpUrl(port, { password });
    const { status, stdout, stderr } = await run(["1", "--mode=ftp", url, ...flags]);
    assertEquals(status, 42);
    assert(!/hunter22/.test(stdout + stderr), stdout + stderr);
  }
  const variables = { SITEHAUL_REMOTE_PASSWORD: "hunter22" };
  const url = ftpUrl(port, { password: "" });
  const { status, stderr } = await run(["1", "--mode=ftp", url, "--debug"], { variables });
  assertEquals([status, stderr.includes("hunter22")], [42, false]);
});

overFtp(
  "what was typed wins over the environment, and a terminal is told who sees it",
  ({ port }) =>
    inFolder(async (dir) => {
      const { run } = await site();
      const args = ["1", "--mode=ftp", ftpUrl(port), "--dir", dir];
      const variables = { SITEHAUL_REMOTE_PASSWORD: "another" };
      const { status, stderr } = await run(args, { variables, terminal: ALL_TERMINALS });
      assertEquals(status, 0);
      assertStringIncludes(stderr, "SITEHAUL_REMOTE_PASSWORD is safer");
      assert(!(await run(args, { variables })).stderr.includes("safer"));
    }),
);

/** Fetches the big file through a middleman, who cuts it off once it has begun to come. */
async function fetchCut(
  middleman: Middleman,
  args: readonly string[],
  dir: string,
): Promise<void> {
  const { run } = await site();
  let isCut = false;
  const onStdout = (text: string) => {
    if (isCut || !text.includes('"progress"')) return;
    isCut = true;
    middleman.cut();
  };
  const { status, stdout } = await run(
    ["2", ...args, "--dir", dir, "--no-verify", "--json"],
    { onStdout },
  );
  // A program that leaves a connection open might never end.
  for (let turn = 0; middleman.connections > 0 && turn < 200; turn++) await delay(5);
  assertEquals(middleman.connections, 0);
  middleman.close();
  assertEquals([status, isCut], [0, true], stdout.slice(-500));
  assertEquals((await Deno.stat(join(dir, BIG.name))).size, BIG.size);
  // What was on the way is lost, but not what had come.
  const received = jsonLines(stdout).map(({ received }) => Number(received)).filter(Boolean);
  assertLess(10, received.length);
  assertEquals(received, received.toSorted((a, b) => a - b));
}

overFtp(
  "a cut connection is made again, and the file goes on from there",
  ({ port }) =>
    inFolder((dir) => {
      const middleman = startFtpMiddleman(port);
      return fetchCut(middleman, ["--mode=ftp", ftpUrl(middleman.port)], dir);
    }),
);

overSsh(
  "a cut connection is made again, and the file goes on from there",
  ({ port }) =>
    inFolder((dir) => {
      const middleman = startMiddleman(port);
      return fetchCut(middleman, ["--mode=sftp", sshUrl(middleman.port), "--insecure"], dir);
    }),
);

overSsh(
  "after an interruption the same command goes on where it was",
  ({ port }) =>
    inFolder(async (dir) => {
      const { run } = await site();
      const args = [
        "--mode=sftp",
        sshUrl(port),
        "--insecure",
        "--dir",
        dir,
        "--no-verify",
        "--json",
      ];
      const interruption = new AbortController();
      const onStdout = (text: string) => {
        if (text.includes('"progress"')) interruption.abort(new Error("Ctrl-C"));
      };
      const broken = await run(["2", ...args], { signal: interruption.signal, onStdout });
      assertEquals(broken.status, 130);
      const before = Number(jsonLines(broken.stdout).at(-2)?.["received"]);
      const { status, stdout } = await run(["2", ...args]);
      const [first] = jsonLines(stdout);
      assertEquals([status, first?.["type"]], [0, "progress"]);
      assertLess(before, Number(first?.["received"]));
    }),
);

overSsh(
  "the host is one of those in the home folder, or in a file that is named",
  ({ port, hostKeys }) =>
    inFolder(async (dir) => {
      const one = await site();
      const args = ["1", "--mode=sftp", sshUrl(port, ""), "--dir", join(dir, "got")];
      const variables = { SITEHAUL_REMOTE_PASSWORD: PASSWORD, HOME: dir };
      const unknown = await one.run(args, { variables });
      assertEquals(unknown.status, 22);
      const [line = ""] = /\[127\.0\.0\.1\]:\d+ ssh-ed25519 \S+/.exec(unknown.stderr) ?? [];
      await Deno.writeTextFile(join(dir, "hosts"), `${line}\n`);
      const named = await one.run([...args, "--known-hosts", "hosts"], { variables, folder: dir });
      assertEquals([named.status, named.stderr.includes("warning")], [0, false], named.stderr);
      await assertFetched(one, join(dir, "got"));
      await Deno.mkdir(join(dir, ".ssh"));
      const other = hostKeys.ed25519.slice(0, -12) + "AAAAAAAAAAAA";
      await Deno.writeTextFile(join(dir, ".ssh", "known_hosts"), `[127.0.0.1]:${port} ${other}\n`);
      const changed = await one.run(args, { variables });
      assertEquals(changed.status, 22);
      assertStringIncludes(changed.stderr, "a different key from the known one");
      await Deno.writeTextFile(join(dir, ".ssh", "known_hosts"), line);
      assertEquals((await one.run(args, { variables })).status, 0);
      const insecure = await one.run([...args, "--insecure"], {
        variables: { ...variables, HOME: "" },
      });
      assertEquals(insecure.status, 0);
      assertMatch(insecure.stderr, /^warning: --insecure: .*\nnote: The host key of .* SHA256:/);
    }),
);
