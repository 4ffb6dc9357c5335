/** Where credentials come from. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { inFolder } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli, type Surroundings } from "./fake_world.ts";
import { assertClean, SECRET, TOKEN } from "./planted_secrets.ts";

Deno.test("credentials come from the flags, a file, or the environment, in this order", () =>
  inFolder(async (folder) => {
    const { handle, requests } = createSimulator({ product: "joomla", version: "10.2.1" });
    await Deno.writeTextFile(join(folder, "secret"), "from the file \n");
    const variables = { SITEHAUL_SECRET: "from the environment", SITEHAUL_TOKEN: TOKEN };
    const sent = async (...flags: string[]) => {
      const before = requests.length;
      const ran = await cli(["test", "https://a.example", "--api=2", ...flags], {
        transport: handle,
        folder,
        variables,
      });
      const headers = requests.slice(before).map(({ headers }) =>
        headers.get("x-akeeba-auth") ?? headers.get("x-joomla-token") ?? ""
      );
      return [...new Set([...headers, ran.status === 0 ? "worked" : ""])].filter((value) => value);
    };
    assertEquals(await sent("--secret", "from the flag"), ["from the flag"]);
    assertEquals((await sent()).toSorted(), [TOKEN, "from the environment"].toSorted());
    assertEquals(await sent("--token", TOKEN), [TOKEN]);
    // The line break at the end is no part of the secret; the blank before it is.
    assertEquals(await sent("--secret-file", "secret"), []);
    await Deno.writeTextFile(join(folder, "secret"), "from the file\r\n");
    assertEquals(await sent("--secret-file", "secret"), ["from the file"]);
    assertEquals(
      (await cli(["test", "a.example", "--secret", "x", "--secret-file=secret"], { folder }))
        .status,
      2,
    );
    const missing = await cli(["test", "a.example", "--secret-file", "none"], { folder });
    assertEquals([missing.status, missing.stderr.split("\n").length], [2, 3]);
  }));

Deno.test("a secret as an argument gets a word of warning, on a terminal and once", async () => {
  const { handle: transport } = createSimulator({
    product: "joomla",
    version: "10.2.1",
    secret: SECRET,
  });
  const args = ["backup", "https://a.example", "https://a.example", "--secret", SECRET];
  const { stderr } = await cli(args, { transport, terminal: ALL_TERMINALS });
  assertEquals(stderr.split("other users of this computer").length, 2);
  assert(!(await cli(args, { transport })).stderr.includes("other users"));
  const variables = { SITEHAUL_SECRET: SECRET };
  const around = { transport, variables, terminal: ALL_TERMINALS };
  const fromEnvironment = await cli(["test", "https://a.example"], around);
  assertStringIncludes(fromEnvironment.stdout, "Successful connection");
  assertEquals(fromEnvironment.stderr, "");
});

Deno.test("who sits at the terminal is asked for the secret, once for all sites", async () => {
  const site = () => createSimulator({ product: "joomla", version: "10.2.1", secret: SECRET });
  const [one, other] = [site(), site()];
  const transport: Transport = (request) =>
    (new URL(request.url).host === "a.example" ? one : other).handle(request);
  const questions: string[] = [];
  const asking = (answer: string, terminal = ALL_TERMINALS): Surroundings => ({
    transport,
    terminal,
    askSecret: (question) => {
      questions.push(question);
      return Promise.resolve(answer);
    },
  });
  const args = ["backup", "https://a.example/", "https://b.example/", "--parallel", "2"];
  const ran = await cli(args, asking(SECRET));
  assertEquals([ran.status, questions], [0, ["Secret Word or API token:"]], ran.stderr);
  assertClean(args, ran);
  assertEquals((await cli(["test", "https://a.example/"], asking(""))).status, 37);
  assertEquals(questions.length, 2);
  for (const stream of ["stdin", "stderr"]) {
    const terminal = { ...ALL_TERMINALS, [stream]: false };
    assertEquals((await cli(["test", "https://a.example/"], asking(SECRET, terminal))).status, 37);
  }
  assertEquals(questions.length, 2);
});

Deno.test.each<[string, string, string | undefined]>([
  ["two line ends", `${DEFAULT_SECRET}\n\n`, undefined],
  ["Windows' line ends and a mark", `\ufeff${DEFAULT_SECRET}\r\n  \r\n`, undefined],
  ["two lines", `${DEFAULT_SECRET}\nmore\n`, "the file has more than one line"],
  ["no end", "x".repeat(64 * 1024 + 1), "it has more than 65536 bytes"],
])("of a file the only line is the secret: %s", (_, text, fault) =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/secret`, text);
    const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
    const args = ["test", "https://a.example/", "--secret-file", "secret"];
    const { status, stderr } = await cli(args, { folder, transport });
    assertEquals(status, fault === undefined ? 0 : 2, stderr);
    if (fault !== undefined) assertStringIncludes(stderr, `Cannot read the secret file: ${fault}`);
  }));
