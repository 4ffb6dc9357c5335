/** The exit statuses that scripts of Akeeba Remote CLI look at. */
import { assertEquals, assertMatch } from "@std/assert";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { cli } from "../cli/fake_world.ts";

const HOST = "--host=https://a.example";
const SECRET = `--secret=${DEFAULT_SECRET}`;

Deno.test.each<[number, string]>([
  [0, `test ${HOST} ${SECRET}`],
  [0, "help"],
  [0, "php"],
  [0, "license"],
  [0, `test ${HOST} ${SECRET} --frobnicate=1 -x --encapsulation AES128 --verbose`],
  [2, `test ${HOST} ${SECRET} --config=x`],
  [10, `--action=bakcup ${HOST} ${SECRET}`],
  [31, `download ${HOST} ${SECRET}`],
  [31, `backupinfo ${HOST} ${SECRET}`],
  [32, `download ${HOST} ${SECRET} --id=1 --dlmode=fast`],
  [33, `download ${HOST} ${SECRET} --id=1 --dlpath=nowhere/at/all`],
  [34, `download ${HOST} ${SECRET} --id=1 --dlmode=curl`],
  [35, "listbackups"],
  [35, `test -m ${SECRET}`],
  [35, "test --host --secret=x"],
  [35, "test --secret=x"],
  [35, "backup -t x --quiet"],
  [37, `test ${HOST}`],
  [37, `test ${HOST} --token`],
  [39, `profileexport ${HOST} ${SECRET}`],
  [40, `profileimport ${HOST} ${SECRET}`],
  [42, `test ${HOST} --secret=wrong`],
  [110, `backupinfo ${HOST} ${SECRET} --id=9`],
  [118, `update ${HOST} ${SECRET}`],
])("%i: %s", async (expected, line) => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const { status, stdout, stderr } = await cli(line.split(" "), { transport: simulator.handle });
  assertEquals(status, expected, stderr);
  // Whatever fails says so in one line, which has the number, and never shows the secret.
  if (expected !== 0) assertMatch(stdout + stderr, new RegExp(`\\bError #${expected} - `));
  assertEquals((stdout + stderr).includes(DEFAULT_SECRET), false);
});

Deno.test("a page in place of an answer is no way to connect: 36", async () => {
  const transport = () => Promise.resolve(new Response("<title>Hello</title>"));
  assertEquals((await cli(["test", HOST, SECRET], { transport })).status, 36);
});

Deno.test("a method that the site does not know is 48, and never the shell's 127", async () => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const body = () => '{"status":405,"data":"Invalid method getProfiles"}';
  simulator.arm({ match: { method: "getProfiles" }, body });
  const words = ["profiles", HOST, SECRET];
  const { status, stderr } = await cli(words, { transport: simulator.handle });
  assertEquals(status, 48);
  assertMatch(stderr, /\bError #48 - /);
});
