import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { openStore } from "../../src/stores/open_store.ts";
import { content, pieces, put } from "./conformance/case.ts";
import { startMiddleman } from "./middleman.ts";
import {
  assertSameBytes,
  failure,
  FOLDER,
  interrupt,
  layOut,
  readAll,
  readSlowly,
  sizeOf,
  SMALL,
  urlPath,
  withStore,
} from "./reading.ts";
import { ENCODED, noSsh, PASSWORD, type RunningSsh, sshKeygen, startSsh } from "./servers.ts";

const root = noSsh === undefined ? await Deno.makeTempDir({ prefix: "sitehaul-ssh-" }) : "";
/** Less than by FTP: encrypting takes its time. */
const BIG_SIZE = 64 * 1024 * 1024;

let small = new Uint8Array();
let running: RunningSsh | undefined;

Deno.test.beforeAll(async () => {
  if (noSsh !== undefined) return;
  small = new Uint8Array(await layOut(`${root}/files`, BIG_SIZE));
  running = await startSsh(root);
});

Deno.test.afterAll(async () => {
  await running?.stop();
  if (root !== "") await Deno.remove(root, { recursive: true });
});

function test(name: string, run: (server: RunningSsh) => Promise<void>): void {
  const title = noSsh === undefined ? name : `${name} (left out: ${noSsh})`;
  Deno.test(title, { ignore: noSsh !== undefined }, async () => {
    assert(running !== undefined);
    await run(running);
  });
}

const urlOf = (port: number, folder = `${root}/files`) =>
  `sftp://root:${ENCODED}@127.0.0.1:${port}${urlPath(folder)}`;

const knownAs = (port: number, key: string) => `[127.0.0.1]:${port} ${key}\n`;

test("SFTP: a file comes whole, from a byte on, and several at the same time", ({ port, hostKeys }) =>
  withStore(
    urlOf(port, `${root}/files/${FOLDER}`),
    { knownHosts: knownAs(port, hostKeys.ed25519) },
    async (store) => {
      assertEquals(await sizeOf(store, SMALL), small.length);
      const [whole, rest, none] = await Promise.all(
        [0, 333_333, small.length].map((from) => readAll(store, SMALL, from)),
      );
      assertSameBytes(whole ?? new Uint8Array(), small);
      assertSameBytes(rest ?? new Uint8Array(), small.subarray(333_333));
      assertSameBytes(none ?? new Uint8Array(1), new Uint8Array());
    },
  ));

test("SFTP: a file that is not there has no size, and reading it names it", ({ port }) =>
  withStore(urlOf(port), { insecure: true }, async (store) => {
    assertEquals(await sizeOf(store, "gone.jpa"), undefined);
    const error = await failure("download/no-files", () => readAll(store, "gone.jpa"));
    assertStringIncludes(error.message, "gone.jpa");
    assertEquals(await sizeOf(store, "site backups"), undefined);
    await failure("download/path", () => readAll(store, "../passwd"));
  }));

test("SFTP: a path that begins with ~ leads to the home folder", ({ port }) =>
  withStore(
    `sftp://root:${ENCODED}@127.0.0.1:${port}/~/../..${urlPath(root)}/files`,
    { insecure: true },
    // The home folder of the server's user, /root, whatever HOME says here.
    async (store) => assertEquals(await sizeOf(store, SMALL), small.length),
  ));

test("SFTP: any of the host's keys may be the known one, also as ssh-keygen hashes it", async ({ port, hostKeys }) => {
  await withStore(
    urlOf(port),
    { knownHosts: knownAs(port, hostKeys.rsa) },
    async (store) => assertEquals(await sizeOf(store, SMALL), small.length),
  );
  const path = `${root}/known_hosts`;
  await Deno.writeTextFile(
    path,
    knownAs(port, hostKeys.ed25519) + `elsewhere.example ${hostKeys.rsa}\n`,
  );
  await sshKeygen(["-q", "-H", "-f", path]);
  const knownHosts = await Deno.readTextFile(path);
  assertMatch(knownHosts, /^\|1\|/);
  await withStore(
    urlOf(port),
    { knownHosts },
    async (store) => assertEquals(await sizeOf(store, SMALL), small.length),
  );
});

test("SFTP: an unknown host is refused with its fingerprint, and the line to add lets it in", async ({ port }) => {
  const error = await failure("network/tls", () => openStore(urlOf(port)));
  assertMatch(error.message, /is not a known host; .*ssh-ed25519 key SHA256:[A-Za-z0-9+/]{43}$/);
  const [line = ""] = /\[127\.0\.0\.1\]:\d+ ssh-ed25519 \S+$/.exec(error.hint ?? "") ?? [];
  await withStore(
    urlOf(port),
    { knownHosts: line },
    async (store) => assertEquals(await sizeOf(store, SMALL), small.length),
  );
});

test("SFTP: a changed key and a revoked one are refused before the password is sent", async ({ port, hostKeys }) => {
  const other = hostKeys.ed25519.slice(0, -12) + "AAAAAAAAAAAA";
  const changed = knownAs(port, other);
  const error = await failure(
    "network/tls",
    () => openStore(urlOf(port), { knownHosts: changed }),
  );
  assertStringIncludes(error.message, "a different key from the known one");
  const revoked = `@revoked * ${hostKeys.ed25519}\n${knownAs(port, hostKeys.ed25519)}`;
  const second = await failure(
    "network/tls",
    () => openStore(urlOf(port), { knownHosts: revoked }),
  );
  assertStringIncludes(second.message, "revoked");
});

test("SFTP: what is not verified is said, with the fingerprint", async ({ port }) => {
  const lines: string[] = [];
  await withStore(
    urlOf(port),
    { insecure: true, log: (line) => lines.push(line) },
    () => Promise.resolve(),
  );
  assertEquals(lines.length, 1);
  assertMatch(lines.join(), /not verified: ssh-ed25519 key SHA256:/);
});

test("SFTP: a wrong password is denied", async ({ port }) => {
  const error = await failure(
    "auth/denied",
    () => openStore(urlOf(port), { insecure: true, password: "wr0ng" }),
  );
  assert(!Deno.inspect(error).includes("wr0ng"));
});

test("SFTP: a server that asks for the password interactively gets it", ({ interactivePort }) =>
  withStore(
    urlOf(interactivePort),
    { insecure: true },
    async (store) => assertEquals(await sizeOf(store, SMALL), small.length),
  ));

test("SFTP: a private key logs in, when its passphrase is right", async ({ port, privateKey }) => {
  const url = `sftp://root@127.0.0.1:${port}${root}/files`;
  await withStore(
    url,
    { insecure: true, privateKey, passphrase: PASSWORD },
    async (store) => assertEquals(await sizeOf(store, SMALL), small.length),
  );
  await failure(
    "auth/unusable",
    () => openStore(url, { insecure: true, privateKey, passphrase: "wrong" }),
  );
  await failure("auth/missing", () => openStore(url, { insecure: true }));
});

test("SFTP: what is written is on the server's disk before it has its name, and nothing stays open", async ({ port, log }) => {
  const folder = `${root}/written`;
  await Deno.mkdir(folder);
  const before = (await Deno.readTextFile(log)).length;
  await withStore(urlOf(port, folder), { insecure: true }, async (store) => {
    await put(store, "site.jpa", content(70_000));
    for await (const _ of store.read("site.jpa")) break;
    for await (const _ of store.list()) break;
    await failure("file/write", () => store.write("bad.jpa", pieces(9), { size: 9, sha256: "00" }));
    // The server does one thing after the other: once it answers this, it is done with those before.
    await store.stat("site.jpa");
  });
  const lines = (await Deno.readTextFile(log)).slice(before).split("\n");
  const at = (what: RegExp) => lines.findIndex((line) => what.test(line));
  const [synced, renamed] = [at(/^fsync ".*\.site\.jpa\./), at(/^(?:posix-)?rename .*site\.jpa"/)];
  assert(synced >= 0 && synced < renamed, lines.join("\n"));
  const count = (what: RegExp) => lines.filter((line) => what.test(line)).length;
  assertEquals([count(/^open /), count(/^opendir /)], [count(/^close /), count(/^closedir /)]);
  assertEquals([count(/^open /), count(/^opendir /)], [3, 1], lines.join("\n"));
});

test("SFTP: a connection that breaks in the middle is reset, and reading goes on from there", async ({ port }) => {
  const middleman = startMiddleman(port);
  await withStore(urlOf(middleman.port), { insecure: true }, async (store) => {
    await failure("network/reset", () => interrupt(store, middleman.cut));
    assertSameBytes(await readAll(store, SMALL, 400_000), small.subarray(400_000));
  });
  middleman.close();
});

test("SFTP: a server that falls silent is given up", async ({ port }) => {
  const middleman = startMiddleman(port);
  await withStore(urlOf(middleman.port), { insecure: true, idleMs: 150 }, async (store) => {
    await failure("network/timeout", () => interrupt(store, middleman.swallow));
  });
  middleman.close();
});

test("SFTP: a port where something else answers, or nothing, is told", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const answer = listener.accept().then(async (connection) => {
    await connection.write(new TextEncoder().encode("220 Welcome\r\nHTTP/1.1 400 Bad\r\n\r\n"));
    connection.close();
  });
  const error = await failure("network/failed", () => openStore(urlOf(port)));
  assertStringIncludes(error.message, "does not speak SSH");
  await answer;
  listener.close();
  await failure("network/refused", () => openStore(urlOf(port)));
});

test("SFTP: calling off ends reading at once, with the reason given", async ({ port }) => {
  const calledOff = new AbortController();
  const reason = new Error("called off");
  const { signal } = calledOff;
  const store = await openStore(urlOf(port), { insecure: true, signal });
  const error = await interrupt(store, () => calledOff.abort(reason)).catch((error) => error);
  assertEquals(error, reason);
  assertEquals(await sizeOf(store, SMALL).catch((error) => error), reason);
  await store.close();
});

test("SFTP: calling off ends connecting", async ({ port }) => {
  const calledOff = new AbortController();
  const reason = new Error("called off");
  const { signal } = calledOff;
  const opening = openStore(urlOf(port), {
    insecure: true,
    signal,
    log: () => calledOff.abort(reason),
  });
  assertEquals(await opening.catch((error) => error), reason);
});

test("SFTP: no more is fetched than a little ahead of the reader, who may be slow", async ({ port }) => {
  const middleman = startMiddleman(port);
  await withStore(urlOf(middleman.port), { insecure: true }, async (store) => {
    const { ahead, received } = await readSlowly(store, middleman);
    assertLess(ahead, 4 * 1024 * 1024);
    assertEquals(received, BIG_SIZE);
  });
  middleman.close();
});
