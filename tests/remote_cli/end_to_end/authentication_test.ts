/** Which credential is presented, and what happens when the site refuses it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DEFAULT_SECRET, DEFAULT_TOKEN } from "../../../src/simulator/mod.ts";
import { DIFFERS, lastCredential, RESTRICTED, SITE, suite } from "./suite.ts";

const RIGHTS = { tokenRights: RESTRICTED };

Deno.test("a token travels as a header, never in the URL", () =>
  suite(async ({ simulator, withToken }) => {
    assertEquals((await withToken("test")).status, 0);
    assertEquals(lastCredential(simulator), ["token", DEFAULT_TOKEN]);
    for (const { url } of simulator.requests) assert(!url.includes(DEFAULT_TOKEN));
  }));

Deno.test("the Secret Word travels as a header where only v3 answers", () =>
  suite(async ({ simulator, withSecret }) => {
    const { status } = await withSecret("test", "--api-version=3");
    assertEquals([status, lastCredential(simulator)], [0, ["secret", DEFAULT_SECRET]]);
    for (const { url } of simulator.requests) assert(!url.includes(DEFAULT_SECRET));
  }));

Deno.test.each([DEFAULT_SECRET, "utterly-wrong"])(
  "given both, the token is the one presented, whatever the Secret Word: %s",
  (secret) =>
    suite(async ({ simulator, withToken }) => {
      const { status, output } = await withToken("test", `--secret=${secret}`);
      assertEquals(status, 0);
      assertStringIncludes(output, "authenticating with a Joomla API Token");
      const before = simulator.requests.length;
      assertEquals((await withToken("listbackups", `--secret=${secret}`)).status, 0);
      for (const { headers } of simulator.requests.slice(before)) {
        assertEquals(headers.get("x-joomla-token"), DEFAULT_TOKEN);
      }
    }),
);

Deno.test("a token pasted into --secret is tried as a token", () =>
  suite(async ({ simulator, run }) => {
    const words = [`--host=${SITE}`, `--secret=${DEFAULT_TOKEN}`];
    const { status, output } = await run(["test", ...words]);
    assertEquals(status, 0);
    assertStringIncludes(output, "authenticating with a Joomla API Token");
    await run(["listbackups", ...words]);
    assertEquals(lastCredential(simulator), ["token", DEFAULT_TOKEN]);
  }));

Deno.test("a wrong credential is an authentication error, not a site that cannot be reached", () =>
  suite(async ({ run }) => {
    for (const more of [[], ["-m"]]) {
      const { status, output } = await run([
        "test",
        `--host=${SITE}`,
        "--secret=utterly-wrong",
        ...more,
      ]);
      assertEquals(status, 42);
      assertStringIncludes(output, "Error #42 - Authentication error");
    }
  }));

Deno.test("no credential at all is refused before any request is made", () =>
  suite(async ({ simulator, run }) => {
    const { status, output } = await run(["test", `--host=${SITE}`]);
    assertEquals([status, simulator.requests.length], [37, 0]);
    assertStringIncludes(output, "Error #37");
  }));

Deno.test.each(["--token", "--secret", "-t", "-s", "--token=", "--token=  "])(
  "%s without a value is refused, and nothing else is used in its place",
  (word) =>
    suite(async ({ simulator, run }) => {
      // In a variable there is another one, which is not the one that was meant.
      const variables = { SITEHAUL_SECRET: DEFAULT_SECRET };
      const { status, output } = await run(["test", `--host=${SITE}`, word], { variables });
      assertEquals([status, simulator.requests.length], [37, 0]);
      assertStringIncludes(output, "Error #37");
    }),
);

Deno.test("a credential without a value does no harm beside one that has one", () =>
  suite(async ({ withSecret }) => {
    assertEquals((await withSecret("test", "--token")).status, 0);
  }));

Deno.test("a restricted token may take a backup", () =>
  suite(async ({ withToken }) => {
    const { status, output } = await withToken("backup", "--profile=1");
    assertEquals(status, 0, output);
  }, RIGHTS));

Deno.test(`${DIFFERS} what a restricted token may not is 45, not 43, in the same words`, () =>
  suite(async ({ withToken }) => {
    const { status, output } = await withToken("delete", "--id=1");
    assertEquals(status, 45);
    assertStringIncludes(output, "Error #45");
    assertStringIncludes(output, "not allowed");
  }, RIGHTS));

Deno.test("what a restricted token is refused leaves the record alone", () =>
  suite(async ({ withToken, listed }) => {
    await withToken("delete", "--id=1");
    assertStringIncludes(await listed(), "A single part backup");
  }, RIGHTS));
