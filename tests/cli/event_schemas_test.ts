import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  DOCUMENT_COMMANDS,
  type DocumentCommand,
  documentFault,
  documentJsonSchema,
  eventFault,
  eventJsonSchema,
} from "../../src/cli/output/event_schemas.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli } from "./fake_world.ts";

Deno.test("the examples of the manual are events", async () => {
  const manual = await Deno.readTextFile(new URL("../../docs/events.md", import.meta.url));
  const [, examples = ""] = /```json\n([^]*?)```/.exec(manual) ?? [];
  const lines = examples.trim().split("\n");
  assertEquals(lines.map((line) => eventFault(JSON.parse(line))), [undefined, undefined]);
});

const STEP = { schema: 1, type: "step", site: "a", step: 1, progress: 5, domain: "x", detail: "" };

Deno.test("a field more is no fault; another type, a missing field and another version are", () => {
  assertEquals(eventFault({ ...STEP, more: true }), undefined);
  for (const wrong of [{ progress: "5" }, { site: undefined }, { schema: 2 }, { type: "stop" }]) {
    assert(eventFault({ ...STEP, ...wrong }) !== undefined);
  }
});

Deno.test("the JSON Schema has every event, and what its fields mean", () => {
  const text = JSON.stringify(eventJsonSchema());
  assertStringIncludes(text, '"A step of a backup has been completed"');
  assertStringIncludes(text, '"const":"error"');
});

Deno.test("documents have the version of their shapes; lists stay lists", async () => {
  for (const args of [["version"], ["help", "list"], ["doctor"]]) {
    const { stdout } = await cli([...args, "--json"]);
    assertEquals(stdout.slice(0, 12), '{"schema":1,', args.join(" "));
  }
  for (const args of [["help"], ["endpoints", "--product", "joomla"]]) {
    const { stdout } = await cli([...args, "--json"]);
    assert(Array.isArray(JSON.parse(stdout)), args.join(" "));
  }
});

/** Lines that print each document at least once, in an order in which all of them work. */
const LINES: readonly (readonly [DocumentCommand, string])[] = [
  ["endpoints", "--product joomla"],
  ["config init", ""],
  ["config add", "https://a.example --name a"],
  ["config path", ""],
  ["config list", ""],
  ["config check", ""],
  ["config check", "--offline"],
  ["config import", "old.ini"],
  ["config remove", "b"],
  ["config trust", ""],
  ["config trusted", ""],
  ["config untrust", ""],
  ["detect", "https://a.example"],
  ["test", "https://a.example"],
  ["doctor", ""],
  ["doctor", "https://a.example"],
  ["profiles", "https://a.example"],
  ["profiles import", "https://a.example --file profile.json"],
  ["list", "https://a.example"],
  ["show", "https://a.example 1"],
  ["status", ""],
  ["history", ""],
  ["history", "--jobs"],
  ["history", "--removed"],
  ["pin", "https://a.example 1"],
  ["unpin", "https://a.example 1"],
  ["prune", "https://a.example"],
  ["verify", "site.jpa"],
  ["ls", "site.jpa"],
  ["delete-files", "https://a.example 1 --yes"],
  ["delete", "https://a.example 1 --yes"],
  ["version", ""],
];

Deno.test("what the queries print is what the schemas say", () =>
  inFolder(async (folder) => {
    const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
    const variables = { SITEHAUL_SECRET: DEFAULT_SECRET, HOME: folder };
    const json = async (command: string, rest: string) => {
      const args = [...command.split(" "), ...rest.split(" ").filter(Boolean), "--json"];
      const { status, stdout, stderr } = await cli(args, { folder, variables, transport });
      assertEquals(status, 0, `${args.join(" ")}: ${stdout}${stderr}`);
      return stdout;
    };
    await Deno.writeTextFile(`${folder}/old.ini`, "[b]\nhost=https://b.example\nsecret=none\n");
    await json("backup", "https://a.example --download");
    const [jpa = ""] = [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => name.endsWith(".jpa"));
    await Deno.copyFile(`${folder}/${jpa}`, `${folder}/site.jpa`);
    await Deno.writeTextFile(
      `${folder}/profile.json`,
      await json("profiles export", "https://a.example 1"),
    );
    for (const [command, rest] of LINES) {
      const document = JSON.parse(await json(command, rest));
      assertEquals(documentFault(command, document), undefined, command);
    }
    assertEquals(new Set(LINES.map(([command]) => command)), new Set(DOCUMENT_COMMANDS));
  }));

Deno.test("a document that lacks a field is at fault, and its JSON Schema names the fields", () => {
  assert(documentFault("profiles", [{ id: 1 }]) !== undefined);
  assertStringIncludes(documentFault("version", { version: "1" }) ?? "", "schema");
  assertStringIncludes(JSON.stringify(documentJsonSchema("ls")), '"mtime"');
});
