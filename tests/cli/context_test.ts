import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { createContext } from "../../src/cli/context/create_context.ts";
import { createHumanOutput } from "../../src/cli/output/human.ts";
import type { World } from "../../src/cli/world/world.ts";
import { inFolder } from "../support/in_folder.ts";
import { ALL_TERMINALS } from "./fake_world.ts";

const WRITING = { quiet: false, debug: false, color: false, forceColor: false, utc: true };

function worldIn(folder: string, more: Partial<World> = {}): World {
  return {
    env: (name) => name === "HOME" ? folder : undefined,
    stdout: () => {},
    stderr: () => {},
    terminal: ALL_TERMINALS,
    columns: () => 80,
    cwd: () => folder,
    os: "linux",
    uid: () => Deno.uid() ?? undefined,
    runtime: "Test 1.0",
    signal: new AbortController().signal,
    readStdin: () => Promise.resolve(""),
    ask: () => Promise.resolve(true),
    ...more,
  };
}

const oneSite = (name: string) =>
  `version: 1\nsites:\n  - name: ${name}\n    url: https://${name}.example.com/\n`;

Deno.test("the configuration of a run stays what it was when it was first asked for", async () => {
  await inFolder(async (folder) => {
    const config = `${folder}/sites.yaml`;
    await Deno.writeTextFile(config, oneSite("shop"));
    const world = worldIn(folder);
    const context = createContext(world, createHumanOutput(world, WRITING), { config });
    const [one, other] = await Promise.all([context.configuration(), context.configuration()]);
    await Deno.writeTextFile(config, oneSite("blog"));
    assertStrictEquals(one, other);
    assertStrictEquals(await context.configuration(), one);
    assertEquals(one.sites.map(({ name }) => name), ["shop"]);
    assertEquals(one.siteCalled("SHOP")?.url, "https://shop.example.com/");
  });
});

Deno.test("a file that is named and not there is an error, but for commands that make it", async () => {
  await inFolder(async (folder) => {
    const world = worldIn(folder);
    const output = createHumanOutput(world, WRITING);
    const config = `${folder}/none.yaml`;
    const making = createContext(world, output, { config });
    const found = await making.configuration({ mayBeMissing: true });
    assertEquals([found.loaded, found.sites], [undefined, []]);
    const reading = createContext(world, output, { config });
    await assertRejects(() => reading.configuration(), Error, "there is no such file");
  });
});

Deno.test("live progress is hidden while a question is open, and comes back after it", async () => {
  await inFolder(async (folder) => {
    const told: string[] = [];
    const world = worldIn(folder, {
      ask: (question) => {
        told.push(question);
        return Promise.resolve(true);
      },
      askSecret: (question) => {
        told.push(question);
        return Promise.reject(new Error("called off"));
      },
    });
    const output = {
      ...createHumanOutput(world, WRITING),
      pause: () => {
        told.push("hidden");
        return () => void told.push("shown");
      },
    };
    const context = createContext(world, output);
    await context.world.ask("Go on?");
    await assertRejects(() => context.askCredentials(), Error, "called off");
    const secret = "Secret Word or API token:";
    assertEquals(told, ["hidden", "Go on?", "shown", "hidden", secret, "shown"]);
  });
});
