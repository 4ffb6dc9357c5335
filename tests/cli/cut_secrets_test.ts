/** A text that is cut off where it is shown does not end in the beginning of a secret. */
import { assert } from "@std/assert";
import type { Transport } from "../../src/transport/transport.ts";
import { ALL_TERMINALS, cli, NO_TERMINAL } from "./fake_world.ts";
import { RECORD, Refusal, scriptedSite, SECRET, step } from "./scripted_site.ts";

const SITE = ["https://www.example.com/", "--secret", SECRET] as const;

/** What may be left of the secret after it, so that some of these are cut within it. */
const PLACES = [5, 14, 27].map((told) => (most: number) => most - told);

async function assertHidden(args: readonly string[], transport: Transport): Promise<void> {
  for (const terminal of [NO_TERMINAL, ALL_TERMINALS]) {
    const all = [...args, ...SITE, ...terminal.stderr ? [] : ["--debug"]];
    const { stdout, stderr } = await cli(all, { transport, terminal, width: 60 });
    const shown = (stdout + stderr).replaceAll(/\s+/g, " ");
    assert(!shown.includes(SECRET.slice(0, 5)), `${all.join(" ")}: ${shown}`);
  }
}

Deno.test("what a site says is cut off without leaving the beginning of a secret", async () => {
  for (const place of PLACES) {
    const padded = (most: number) => "x".repeat(place(most)) + SECRET;
    for (const most of [40, 60, 80, 200, 299]) {
      await assertHidden(
        ["list"],
        scriptedSite({ listBackups: () => new Refusal(500, padded(most)) })
          .transport,
      );
    }
    const failing = scriptedSite({
      startBackup: () => ({ ...step(1, "init"), Error: padded(300) }),
      getVersion: () => ({
        api: 600,
        component: padded(40),
        date: padded(40),
        edition: padded(60),
      }),
      listBackups: () => [{ ...RECORD, description: padded(30), status: padded(40) }],
    });
    await assertHidden(["backup"], failing.transport);
    await assertHidden(["test"], failing.transport);
    await assertHidden(["list"], failing.transport);
  }
});

Deno.test("what a page shows is cut off without leaving the beginning of a secret", async () => {
  for (const place of PLACES) {
    for (
      const [most, tag] of [[80, ""], [200, "h1"], [500, "title"], [4096, ""], [65536, ""]] as const
    ) {
      const text = `a${" ".repeat(place(most) - 1)}${SECRET} ${"y".repeat(200)}`;
      const page = tag === "" ? text : `<${tag}>${text}</${tag}>`;
      const headers = { "content-type": "text/html; charset=utf-8" };
      const transport = () => Promise.resolve(new Response(page, { headers }));
      await assertHidden(["test", "--api", "2"], transport);
    }
  }
});
