import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import {
  fingerprint,
  judgeKey,
  keyType,
  knownTypes,
  listedName,
  readKnownHosts,
} from "../../src/stores/known_hosts.ts";

// Public keys and hashed names, made by ssh-keygen of OpenSSH 9.2.
const A = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP4rQS+TaTbZBl1XiX1p/YmObyH0Ii3nxpMIhCGCwXHb";
const B = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKrZVPEu0ZyloatGYm2STKctIjOA/DJFuHbEo/jUio64";
const C = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBCT+JS8AaMY5" +
  "aM27AZjz+Eh9MD7eOGIJ06xYw93WGoA/PkmLQGzTASWJECopxHa80UgIO4XsDJbJRCvIPJuv4/k=";
const HASHED = `|1|tzQyusDiDWUOKDlzhuxiz5NEpDc=|juNQGnxvjmppQHOQROvjcYpYsiY= ${A}
|1|FokCUCObL9TDwpAkBwn0ie0h7XU=|bTf5M5iSXhAWvyKnhcrC9ga7Bgc= ${B}`;

const blob = (key: string) => Buffer.from(key.split(" ")[1] ?? "", "base64");
const judge = (text: string, host: string, port: number, key: string) =>
  judgeKey(readKnownHosts(text), { host, port }, blob(key));

const cases: readonly (readonly [string, string, string, number, string])[] = [
  ["known", `example.com ${A}`, "example.com", 22, A],
  ["known", `other.example,EXAMPLE.com,10.0.0.1 ${A} a comment`, "example.com", 22, A],
  ["known", `# example.com ${B}\r\n\r\nexample.com\t${A}\r\n`, "example.com", 22, A],
  ["known", `example.com ${B}\nexample.com ${A}`, "example.com", 22, A],
  ["known", `[example.com]:2222 ${A}`, "example.com", 2222, A],
  ["known", `[2001:db8::1]:2222 ${A}`, "2001:db8::1", 2222, A],
  ["known", `*.example.com ${A}`, "www.example.com", 22, A],
  ["known", `w?w.*mple.c*m ${A}`, "www.example.com", 22, A],
  ["known", HASHED, "example.com", 22, A],
  ["known", HASHED, "example.com", 2222, B],
  ["known", `example.com ${A}`, "example.com", 2222, A],
  ["changed", `example.com ${A}`, "example.com", 22, B],
  ["changed", `example.com ${C}`, "example.com", 22, A],
  ["changed", HASHED, "example.com", 22, B],
  ["changed", `[example.com]:2222 ${A}`, "example.com", 2222, B],
  ["unknown", `example.com ${A}`, "example.com", 2222, B],
  ["unknown", `[example.com]:2222 ${A}`, "example.com", 22, A],
  ["unknown", "", "example.com", 22, A],
  ["unknown", HASHED, "example.org", 22, A],
  ["unknown", `*.example.com ${A}`, "example.com", 22, A],
  ["unknown", `w?w.example.com ${A}`, "ww.example.com", 22, A],
  ["unknown", `*.example.com,!www.example.com ${A}`, "www.example.com", 22, A],
  ["unknown", `!*.example.org,* ${A}`, "www.example.org", 22, A],
  ["unknown", `@cert-authority example.com ${A}`, "example.com", 22, A],
  ["unknown", `example.com ssh-ed25519 !!!\nexample.com`, "example.com", 22, A],
  ["revoked", `example.com ${A}\n@revoked * ${A}`, "example.com", 22, A],
  ["revoked", `@revoked example.com ${A}`, "example.com", 2222, A],
  ["unknown", `@revoked * ${A}`, "example.com", 22, B],
];

Deno.test.each(cases)("a key is %s by %j for %s:%d", (verdict, text, host, port, key) => {
  assertEquals(judge(text, host, port, key), verdict);
});

Deno.test("the types of a host's known keys are told, but not those that are revoked", () => {
  const known = readKnownHosts(`[h]:2222 ${C}\nh ${A}\nother ${B}\n@revoked h ${B}`);
  assertEquals(knownTypes(known, { host: "h", port: 2222 }), [
    "ecdsa-sha2-nistp256",
    "ssh-ed25519",
  ]);
  assertEquals(knownTypes(known, { host: "h", port: 22 }), ["ssh-ed25519"]);
  assertEquals(knownTypes(known, { host: "elsewhere", port: 22 }), []);
});

Deno.test("a fingerprint is the one that ssh-keygen shows", () => {
  assertEquals(fingerprint(blob(A)), "SHA256:2PQVtoWj0kdBOzo6Io4VWZ+cxddPsG/5t5yJqgfedGg");
});

Deno.test("a key names its type, and noise names none", () => {
  assertEquals(keyType(blob(C)), "ecdsa-sha2-nistp256");
  for (const bytes of [[], [0, 0, 0], [0, 0, 0, 9, 1], [255, 255, 255, 255, 65]]) {
    assertEquals(keyType(new Uint8Array(bytes)), "");
  }
});

Deno.test("a hostile pattern takes no time", () => {
  const text = `${"*a".repeat(400)}b ${A}`;
  assertEquals(judge(text, "a".repeat(2000), 22, A), "unknown");
});

Deno.test("a host is listed with its port, where that is not 22", () => {
  assertEquals([listedName("h", 22), listedName("h", 23)], ["h", "[h]:23"]);
});
