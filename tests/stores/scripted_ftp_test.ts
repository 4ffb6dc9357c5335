/** FTP servers that answer in ways that a real one would have to be broken for. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { openStore } from "../../src/stores/open_store.ts";
import type { StoreOptions } from "../../src/stores/store.ts";
import { SitehaulError } from "../../src/base/errors.ts";

/** What a server says to each command; to all others that it does not know them. */
type Script = Readonly<Record<string, string>>;

const WORKS: Script = {
  USER: "331 Password, please",
  PASS: "230 Welcome",
  FEAT: "211 No features",
  TYPE: "200 Binary",
  OPTS: "200 Fine",
  PBSZ: "200 Fine",
  PROT: "200 Fine",
  SIZE: "213 1234",
  QUIT: "221 Bye",
};

/** As many bytes as the script says. */
const CONTENT = Uint8Array.from({ length: 1234 }, (_, index) => index % 251);

/** Listens for one data connection, and sends the content over it. */
function sendOnce(content: Uint8Array): { port: number; sent: Promise<void> } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const sent = (async () => {
    using _ = listener;
    using connection = await listener.accept();
    await new Blob([Uint8Array.from(content)]).stream().pipeTo(connection.writable);
  })().catch(() => {});
  return { port: listener.addr.port, sent };
}

/**
 * Listens with a script; `hello` is what it says first. With a content it gives that for every file,
 * always from its first byte on.
 */
async function serving(
  script: Script,
  test: (port: number) => Promise<void>,
  hello = "220 Hello",
  content = new Uint8Array(),
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const serve = async (connection: Deno.Conn) => {
    open.add(connection);
    const say = (text: string) => connection.write(new TextEncoder().encode(`${text}\r\n`));
    await say(hello);
    let data: ReturnType<typeof sendOnce> | undefined;
    for await (const bytes of connection.readable) {
      for (const line of new TextDecoder().decode(bytes).trim().split("\r\n")) {
        const [command = ""] = line.split(" ");
        if (content.length > 0 && command === "EPSV") {
          data = sendOnce(content);
          await say(`229 Entering (|||${data.port}|)`);
          continue;
        }
        if (content.length > 0 && command === "RETR") {
          await say("150 Here it comes");
          await data?.sent;
          await say("226 That was all");
          continue;
        }
        const answer = script[command.toUpperCase()] ?? "502 Not here";
        if (answer === "") return connection.close();
        await say(answer);
      }
    }
  };
  const accepting = (async () => {
    for await (const connection of listener) void serve(connection).catch(() => {});
  })();
  try {
    await test(listener.addr.port);
  } finally {
    listener.close();
    for (const connection of open) {
      try {
        connection.close();
      } catch {
        // It is closed already.
      }
    }
    await accepting;
  }
}

async function failure(
  port: number,
  options: StoreOptions = {},
  url = `ftp://me:hunter22@127.0.0.1:${port}/backups`,
): Promise<SitehaulError> {
  const error = await assertRejects(async () => {
    const store = await openStore(url, { idleMs: 2000, ...options });
    try {
      await store.stat("site.jpa");
    } finally {
      await store.close();
    }
  }, SitehaulError);
  assertEquals(`${error.message}${error.hint}`.includes("hunter22"), false);
  return error;
}

Deno.test.each<[string, Script, string, RegExp]>([
  ["does not know SIZE", { SIZE: "502 Not here" }, "download/failed", /does not report the size/],
  ["refuses the password", { PASS: "530 No" }, "auth/denied", /denies|login/],
  ["refuses the password with 430", { PASS: "430 Invalid" }, "auth/denied", /denies|login/],
  ["wants an account besides", { PASS: "332 Account?" }, "auth/denied", /denies|login/],
  ["is busy at the login", { USER: "421 Too many" }, "network/failed", /421|Too many|busy/],
  ["breaks off at the size", { SIZE: "451 Try later" }, "network/reset", /Try later/],
  ["hangs up at the size", { SIZE: "" }, "network/reset", /127\.0\.0\.1/],
])(
  "an FTP server that %s is told",
  (_, script, code, words) =>
    serving({ ...WORKS, ...script }, async (port) => {
      const error = await failure(port);
      assertEquals(error.code, code, error.message);
      assertMatch(`${error.message}\n${error.hint}`, words);
    }),
);

Deno.test("a server that cannot begin in the middle sends the whole, of which the rest is taken", () =>
  serving(
    WORKS,
    async (port) => {
      const store = await openStore(`ftp://me:hunter22@127.0.0.1:${port}/backups`);
      const pieces = await Array.fromAsync(store.read("site.jpa", { from: 1000 }));
      assertEquals(
        new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer()),
        CONTENT.subarray(1000),
      );
      await store.close();
    },
    "220 Hello",
    CONTENT,
  ));

Deno.test("a file that is not there has no size", () =>
  serving({ ...WORKS, SIZE: "550 No such file" }, async (port) => {
    const store = await openStore(`ftp://me:hunter22@127.0.0.1:${port}/x`);
    assertEquals(await store.stat("site.jpa"), undefined);
    await store.close();
  }));

Deno.test("a server that takes no TLS gets no password", () =>
  serving({ ...WORKS, AUTH: "500 What?" }, async (port) => {
    const error = await failure(port, {}, `ftpes://me:hunter22@127.0.0.1:${port}/x`);
    assertEquals(error.code, "network/tls");
    assertMatch(error.message, /does not accept AUTH TLS/);
    assertMatch(error.hint ?? "", /ftps:\/\//);
  }));

Deno.test("authorities that are no certificates are refused before anything is sent", () =>
  serving(WORKS, async (port) => {
    const url = `ftpes://me:hunter22@127.0.0.1:${port}/x`;
    const error = await failure(port, { caCerts: ["no certificate"] }, url);
    assertEquals(error.code, "usage/value");
  }));

Deno.test("a server that is something else is told", () =>
  serving({}, async (port) => {
    const error = await failure(port);
    assertMatch(error.code, /^network\/|^download\/failed/);
  }, "SSH-2.0-OpenSSH_9.2"));

Deno.test("FTP: a connection that the server has ended between two calls is not used again", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let accepted = 0;
  let heard: Promise<void> = Promise.resolve();
  /** Answers by the script, and ends the first connection after a `stat`. */
  const serve = async (connection: Deno.Conn) => {
    const say = (text: string) => connection.write(new TextEncoder().encode(`${text}\r\n`));
    const isFirst = ++accepted === 1;
    let hasEnded = false;
    await say("220 Hello");
    for await (const bytes of connection.readable) {
      const [command = ""] = new TextDecoder().decode(bytes).trim().split(" ");
      if (hasEnded) continue;
      await say(WORKS[command] ?? "502 Not here");
      // What a `stat` asks for last.
      if (command !== "MDTM" || !isFirst) continue;
      hasEnded = true;
      await connection.closeWrite();
    }
  };
  const accepting = (async () => {
    for await (const connection of listener) {
      const served = serve(connection).catch(() => {});
      if (accepted === 1) heard = served;
    }
  })();
  const store = await openStore(`ftp://me:pw@127.0.0.1:${listener.addr.port}/`, { idleMs: 2000 });
  try {
    assertEquals((await store.stat("site.jpa"))?.size, 1234);
    // The client has closed its side as well.
    await heard;
    assertEquals((await store.stat("site.jpa"))?.size, 1234);
    assertEquals(accepted, 2);
  } finally {
    await store.close();
    listener.close();
    await accepting;
  }
});
