/** Small replies that would take a lot of memory once they are parsed. */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import { codecFor } from "../../src/codecs/mod.ts";
import { Connection } from "../../src/connection/connection.ts";
import { type ApiVersion, createEndpoint } from "../../src/protocol/endpoint.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import type { MethodName } from "../../src/protocol/methods.ts";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { standardTransport } from "../../src/transport/standard.ts";
import { serveHttp } from "../transport/servers.ts";
import { BOMBS, filled } from "./bombs.ts";

const MIB = 1024 * 1024;

Deno.test({
  name: "replies of one MiB that would be large in memory are decoded in little of it",
  // Elsewhere nothing tells how much a process has needed.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-check",
        "-A",
        fileURLToPath(new URL("./decode_bombs.ts", import.meta.url)),
      ],
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const [out = "", err = ""] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assertEquals(code, 0, `${out}\n${err}`.slice(-2000));
    const lines = out.trim().split("\n");
    const peak = Number(/^peak (\d+) MiB$/.exec(lines.pop() ?? "")?.[1]);
    assertEquals(lines.length, 3 * Object.keys(BOMBS).length);
    for (const line of lines) assertMatch(line, /: reply\/(?:too-large|not-json|shape|truncated)$/);
    assert(peak > 30 && peak < 200, `${peak} MiB`);
  },
});

for (const [what, text] of Object.entries(BOMBS)) {
  Deno.test(`a reply of one MiB of ${what} takes little time`, () => {
    const began = performance.now();
    for (const api of [1, 2, 3] as const) assertThrows(() => codecFor(api).decode(text));
    assert(performance.now() - began < 3000, `${performance.now() - began} ms`);
  });
}

Deno.test("what is nested too deep, or has too many values, is said to be too large", () => {
  const codeOf = (text: string) => {
    try {
      codecFor(2).decode(text);
      return "";
    } catch (error) {
      return error instanceof SitehaulError ? `${error.code}: ${error.message}` : "";
    }
  };
  assertMatch(codeOf(filled("[")), /^reply\/too-large: The reply is nested more than 64 levels/);
  assertMatch(
    codeOf(`[${filled("[],")}1]`),
    /^reply\/too-large: The reply holds more than 250,000/,
  );
  assertEquals(codeOf(`{"status":200,"data":${filled("[", 60)}${filled("]", 60)}}`), "");
  const records = filled('{"id":1,"comment":"[[[[{{{{,,,,"},', 2 * MIB);
  assertEquals(codeOf(`{"status":200,"data":[${records}1]}`), "");
});

async function codeOf(method: MethodName, bytes: number, api: ApiVersion = 2): Promise<string> {
  const text = JSON.stringify({ status: 200, data: "x".repeat(bytes) });
  await using server = await serveHttp(() => new Response(text));
  const connection = new Connection({
    endpoint: createEndpoint(api, `${server.url}index.php?option=com_akeeba`),
    credential: { kind: "secret", value: DEFAULT_SECRET },
    transport: standardTransport({ attempts: 1 }),
  });
  const parameters = { id: 1, part: 1, segment: 1, profile: 1, from: 0, limit: 50 };
  const [result] = await Promise.allSettled([connection.send(method, parameters as never)]);
  return result.status === "rejected" ? result.reason.code : "";
}

Deno.test.each<[MethodName, number]>([
  ["getVersion", 1],
  ["delete", 1],
  ["deleteFiles", 1],
  ["getProfiles", 4],
  ["listBackups", 8],
  ["getBackupInfo", 8],
  ["stepBackup", 8],
  ["download", 8],
  ["exportConfiguration", 16],
])("a reply to %s may have %i MiB, and no more", async (method, mib) => {
  assert(await codeOf(method, mib * MIB - 100) !== "reply/too-large");
  assertEquals(await codeOf(method, mib * MIB + 1), "reply/too-large");
});
