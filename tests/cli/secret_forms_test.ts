/** Secrets as editors, shells and other programs save them are read as they were meant. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { connect } from "../../mod.ts";
import { createSimulator, DEFAULT_SECRET, DEFAULT_TOKEN } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli } from "./fake_world.ts";

const SITE = "https://www.example.com/";

/** A text as Windows PowerShell and Notepad write it. */
function utf16(text: string, { littleEndian = true } = {}): Uint8Array {
  const marked = `\ufeff${text}`;
  const view = new DataView(new ArrayBuffer(2 * marked.length));
  for (let at = 0; at < marked.length; at++) {
    view.setUint16(2 * at, marked.charCodeAt(at), littleEndian);
  }
  return new Uint8Array(view.buffer);
}

const bytes = (text: string) => new TextEncoder().encode(text);

const FILES: readonly (readonly [string, Uint8Array])[] = [
  ["UTF-8", bytes(DEFAULT_SECRET)],
  ["UTF-8 with a line break", bytes(`${DEFAULT_SECRET}\n`)],
  ["UTF-8 with a byte order mark", bytes(`\ufeff${DEFAULT_SECRET}\r\n`)],
  ["UTF-16, little-endian", utf16(`${DEFAULT_SECRET}\r\n`)],
  ["UTF-16, big-endian", utf16(`${DEFAULT_SECRET}\n`, { littleEndian: false })],
];

Deno.test.each(FILES)(
  "a secret file in %s is read as it was meant",
  (_, content) =>
    inFolder(async (folder) => {
      const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
      await Deno.writeFile(join(folder, "secret"), content, { mode: 0o600 });
      const named = await cli(["test", SITE, "--secret-file", "secret"], { transport, folder });
      assertEquals([named.status, named.stderr], [0, ""]);
      const config =
        "version: 1\nsites:\n  - name: shop\n    url: www.example.com\n    credential:\n" +
        "      secret: ${file:secret}\n";
      await Deno.writeTextFile(join(folder, "sitehaul.yaml"), config);
      const configured = await cli(["test", "shop", "--config=sitehaul.yaml"], {
        transport,
        folder,
      });
      assertEquals([configured.status, configured.stderr], [0, ""]);
    }),
);

Deno.test.each(["\n", "\r\n", "\n\n"])("a secret that ends in %j works without it", async (end) => {
  const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
  const environment = [{ SITEHAUL_SECRET: DEFAULT_SECRET }, { SITEHAUL_TOKEN: DEFAULT_TOKEN }]
    .map((each) =>
      Object.fromEntries(Object.entries(each).map(([name, value]) => [name, value + end]))
    );
  for (const variables of environment) {
    const { status, stderr } = await cli(["test", SITE], { transport, variables });
    assertEquals([status, stderr], [0, ""]);
  }
  const flag = await cli(["test", SITE, "--secret", DEFAULT_SECRET + end], { transport });
  assertEquals([flag.status, flag.stderr], [0, ""]);
  const client = await connect(SITE, { secret: DEFAULT_SECRET + end, transport });
  assertEquals((await client.version()).version, "10.2.1");
});

Deno.test("a secret in a block of the configuration has no line break at its end", () =>
  inFolder(async (folder) => {
    const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
    const config =
      "version: 1\nsites:\n  - name: shop\n    url: www.example.com\n    credential:\n" +
      `      secret: |\n        ${DEFAULT_SECRET}\n`;
    await Deno.writeTextFile(join(folder, "sitehaul.yaml"), config, { mode: 0o600 });
    const { status, stderr } = await cli(["test", "shop", "--config=sitehaul.yaml"], {
      transport,
      folder,
    });
    assertEquals([status, stderr], [0, ""]);
  }));

Deno.test("what a program prints in UTF-16 is read as it was meant", () =>
  inFolder(async (folder) => {
    const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
    await Deno.writeFile(join(folder, "printed"), utf16(`${DEFAULT_SECRET}\r\nnote\r\n`));
    const config =
      "version: 1\nsites:\n  - name: shop\n    url: www.example.com\n    credential:\n" +
      "      secret:\n        command: [cat, printed]\n";
    await Deno.writeTextFile(join(folder, "sitehaul.yaml"), config);
    const { status, stderr } = await cli(["test", "shop", "--config=sitehaul.yaml"], {
      transport,
      folder,
    });
    assertEquals([status, stderr], [0, ""]);
  }));

Deno.test("a secret that ends in a line break is hidden without it as well", async () => {
  const { status, stderr } = await cli(["list", DEFAULT_SECRET], {
    variables: { SITEHAUL_SECRET: `${DEFAULT_SECRET}\n` },
  });
  assertEquals([status > 0, stderr.includes(DEFAULT_SECRET)], [true, false]);
});
