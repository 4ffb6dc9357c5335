import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { openStore } from "../../src/stores/open_store.ts";
import type { StoreOptions } from "../../src/stores/store.ts";
import { startFtpMiddleman, startMiddleman } from "./middleman.ts";
import {
  assertSameBytes,
  BIG,
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
import { ENCODED, noFtp, type Running, startFtp, tlsPath } from "./servers.ts";

const root = noFtp === undefined ? await Deno.makeTempDir({ prefix: "sitehaul-ftp-" }) : "";
const BIG_SIZE = 200 * 1024 * 1024;
const servers: Running[] = [];
let small = new Uint8Array();
let [plain, implicit, strict, strictImplicit, wrongHost] = [0, 0, 0, 0, 0];
const caCerts = [await Deno.readTextFile(tlsPath("ca.pem"))];

Deno.test.beforeAll(async () => {
  if (noFtp !== undefined) return;
  small = new Uint8Array(await layOut(`${root}/files`, BIG_SIZE));
  servers.push(
    ...await Promise.all([
      startFtp(root, `${root}/files`),
      startFtp(root, `${root}/files`, { isImplicit: true }),
      startFtp(root, `${root}/files`, { mustResume: true }),
      startFtp(root, `${root}/files`, { mustResume: true, isImplicit: true }),
      startFtp(root, `${root}/files`, { certificate: "wrong_host" }),
    ]),
  );
  [plain, implicit, strict, strictImplicit, wrongHost] = servers.map(({ port }) => port) as [
    number,
    number,
    number,
    number,
    number,
  ];
});

Deno.test.afterAll(async () => {
  for (const server of servers) await server.stop();
  if (root !== "") await Deno.remove(root, { recursive: true });
});

function test(name: string, run: () => Promise<void>): void {
  const title = noFtp === undefined ? name : `${name} (left out: ${noFtp})`;
  Deno.test(title, { ignore: noFtp !== undefined }, run);
}

const urlOf = (scheme: string, port: number, path = "/", host = "127.0.0.1") =>
  `${scheme}://anonymous:${ENCODED}@${host}:${port}${path}`;

async function fetchesBoth(url: string, options: StoreOptions): Promise<void> {
  await withStore(url, options, async (store) => {
    assertEquals(await sizeOf(store, SMALL), small.length);
    assertSameBytes(await readAll(store, SMALL), small);
    assertSameBytes(await readAll(store, SMALL, 333_333), small.subarray(333_333));
    assertSameBytes(await readAll(store, SMALL, small.length), new Uint8Array());
  });
}

test("FTP: a file comes whole, and from a byte on", () => fetchesBoth(urlOf("ftp", plain), {}));

test("FTP with AUTH TLS: a file comes whole, and from a byte on", () =>
  fetchesBoth(urlOf("ftpes", plain), { caCerts }));

test("FTP with TLS from the first byte: a file comes whole, and from a byte on", () =>
  fetchesBoth(urlOf("ftps", implicit), { caCerts }));

test("FTP: data connections resume the TLS session, where the server insists on it", async () => {
  await fetchesBoth(urlOf("ftpes", strict, "/", "localhost"), { insecure: true });
  await fetchesBoth(urlOf("ftps", strictImplicit, "/", "localhost"), { insecure: true });
});

test("FTP: without a resumed session, the error says what to do", () =>
  withStore(urlOf("ftpes", strict), { caCerts }, async (store) => {
    const error = await failure("network/tls", () => readAll(store, SMALL));
    assertStringIncludes(error.hint ?? "", "DENO_CERT");
  }));

test("FTP: folders and files may have blanks, signs and umlauts in their names", () =>
  withStore(
    urlOf("ftp", plain, `/${urlPath(FOLDER)}/`),
    {},
    async (store) => assertSameBytes(await readAll(store, SMALL, 7), small.subarray(7)),
  ));

test("FTP: several files are read at the same time", () =>
  withStore(urlOf("ftpes", plain), { caCerts }, async (store) => {
    const [one, two] = await Promise.all([
      readAll(store, SMALL, 1),
      readAll(store, SMALL, 2),
      sizeOf(store, BIG),
    ]);
    assertSameBytes(one, small.subarray(1));
    assertSameBytes(two, small.subarray(2));
  }));

test("FTP: a file that is not there has no size, and reading it names it", () =>
  withStore(urlOf("ftp", plain), {}, async (store) => {
    assertEquals(await sizeOf(store, "gone.jpa"), undefined);
    const error = await failure("download/no-files", () => readAll(store, "gone.jpa"));
    assertStringIncludes(error.message, "gone.jpa");
    assertSameBytes(await readAll(store, SMALL), small);
  }));

test("FTP: a name that leads out of the folder is refused", () =>
  withStore(urlOf("ftp", plain), {}, async (store) => {
    await failure("download/path", () => readAll(store, "../part one.j01"));
  }));

test("FTP: a wrong password is denied", async () => {
  const url = `ftp://anonymous@127.0.0.1:${plain}/`;
  const error = await failure("auth/denied", () => openStore(url, { password: "wr0ng" }));
  assertMatch(error.message, /denies the login: 530/);
  assert(!Deno.inspect(error).includes("wr0ng"));
});

test("FTP: a user without a password is told so", async () => {
  const error = await failure("auth/missing", () => openStore(`ftp://me@127.0.0.1:${plain}`));
  assertStringIncludes(error.message, "needs a password");
});

test("FTP: a certificate of an unknown authority, or of another host, is refused", async () => {
  for (const url of [urlOf("ftpes", plain), urlOf("ftps", implicit)]) {
    const error = await failure("network/tls", () => openStore(url));
    assertStringIncludes(error.message, "an authority that is not known");
  }
  const url = urlOf("ftpes", wrongHost);
  const error = await failure("network/tls", () => openStore(url, { caCerts }));
  assertStringIncludes(error.message, "another host");
});

test("FTP: what is not secure is said once, without the secret", async () => {
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  await withStore(urlOf("ftp", plain), { log }, () => Promise.resolve());
  await withStore(urlOf("ftpes", wrongHost), { log, insecure: true }, () => Promise.resolve());
  await withStore(urlOf("ftpes", plain), { log, caCerts }, () => Promise.resolve());
  assertEquals(lines.map((line) => /not encrypted|not verified/.exec(line)?.[0]), [
    "not encrypted",
    "not verified",
  ]);
  assert(!lines.join().includes(ENCODED));
});

test("FTP: TLS from the first byte, spoken to a server without it, names the other scheme", async () => {
  const error = await failure("network/tls", () => openStore(urlOf("ftps", plain)));
  assertStringIncludes(error.hint ?? "", "ftpes://");
});

test("FTP: a closed port and a silent one are told apart", async () => {
  const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = silent.addr;
  await failure(
    "network/connect-timeout",
    () => openStore(urlOf("ftp", port), { connectMs: 50 }),
  );
  silent.close();
  await failure("network/refused", () => openStore(urlOf("ftp", port)));
});

test("FTP: a connection that breaks in the middle is reset, and reading goes on from there", async () => {
  const middleman = startMiddleman(plain);
  await withStore(urlOf("ftp", middleman.port), {}, async (store) => {
    await failure("network/reset", () => interrupt(store, middleman.cut));
    assertSameBytes(await readAll(store, SMALL, 400_000), small.subarray(400_000));
  });
  middleman.close();
});

test("FTP: a data connection that breaks is reset, and reading goes on from there", async () => {
  const middleman = startFtpMiddleman(plain);
  await withStore(urlOf("ftp", middleman.port), {}, async (store) => {
    await failure("network/reset", () => interrupt(store, middleman.cut));
    assertSameBytes(await readAll(store, SMALL, 400_000), small.subarray(400_000));
  });
  middleman.close();
});

test("FTP: a server that falls silent is given up", async () => {
  const middleman = startMiddleman(plain);
  await withStore(urlOf("ftp", middleman.port), { idleMs: 500 }, async (store) => {
    middleman.swallow();
    await failure("network/timeout", () => sizeOf(store, SMALL));
  });
  middleman.close();
});

test("FTP: calling off ends reading at once, with the reason given", async () => {
  const calledOff = new AbortController();
  const reason = new Error("called off");
  const store = await openStore(urlOf("ftp", plain), { signal: calledOff.signal });
  const error = await interrupt(store, () => calledOff.abort(reason)).catch((error) => error);
  assertEquals(error, reason);
  assertEquals(await sizeOf(store, SMALL).catch((error) => error), reason);
  await store.close();
});

test("FTP: a reader may stop early, and read on", () =>
  withStore(urlOf("ftpes", plain), { caCerts }, async (store) => {
    for await (const _ of store.read(BIG)) break;
    assertSameBytes(await readAll(store, SMALL), small);
  }));

test("FTP: no more is fetched than a little ahead of the reader, who may be slow", async () => {
  const middleman = startFtpMiddleman(plain);
  await withStore(urlOf("ftp", middleman.port), {}, async (store) => {
    const { ahead, received } = await readSlowly(store, middleman);
    // The system holds some on both ways.
    assertLess(ahead, 16 * 1024 * 1024);
    assertEquals(received, BIG_SIZE);
  });
  middleman.close();
});
