/** What `~/.akeebaremotecli` says, beside the command line. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { atHome, type Home } from "../cli/at_home.ts";

const FILE = ".akeebaremotecli";

/** A home folder with that file. */
function withFile(text: string, test: (home: Home) => Promise<void>): Promise<void> {
  return atHome(async (home) => {
    await home.write(FILE, text);
    await test(home);
  });
}

const SECRET = `secret="${DEFAULT_SECRET}"`;

Deno.test.each<[string, string, string[]]>([
  ["a section", `[mine]\nhost=https://a.example\n${SECRET}\n`, ["test", "--host=mine"]],
  ["a section, by -h", `[mine]\nhost=https://a.example\n${SECRET}\n`, ["test", "-h", "mine"]],
  ["what stands outside of sections", `host=https://a.example\n${SECRET}\n`, ["test"]],
  ["[akeebaremotecli]", `[akeebaremotecli]\nhost=https://a.example\n${SECRET}\n`, ["test"]],
  ["the action of the section", `[x]\nhost=https://a.example\n${SECRET}\naction=test\n`, [
    "-h",
    "x",
  ]],
  ["the default action", `host=https://a.example\n${SECRET}\naction=test\n`, []],
])("%s says where, and with what", (_, text, args) =>
  withFile(text, async ({ run }) => {
    const { status, stdout, stderr } = await run(args);
    assertEquals(status, 0, stderr);
    assertStringIncludes(stdout, "Successful connection to site");
  }));

Deno.test("the command line wins over the file", () =>
  withFile(`[mine]\nhost=https://a.example\nsecret=wrong\naction=backup\n`, async (home) => {
    const { run, simulator } = home;
    const given = ["test", "--host=mine", `--secret=${DEFAULT_SECRET}`];
    assertEquals((await run(given)).status, 0);
    assertEquals(simulator.site.records.length, 0);
    assertEquals((await run(["test", "--host=mine"])).status, 42);
  }));

Deno.test("a host that is no section is an address, without what is for all", () =>
  withFile(`host=https://gone.example\n${SECRET}\n`, async ({ run }) => {
    assertEquals((await run(["test", "--host=https://a.example"])).status, 37);
  }));

Deno.test("a quoted value keeps what would mean something", () =>
  withFile(`[mine]\nhost=https://a.example\nsecret="a=b;c # d"\n`, async ({ run, simulator }) => {
    assertEquals((await run(["test", "--host=mine"])).status, 42);
    const sent = simulator.requests.map(({ headers }) => headers.get("x-akeeba-auth"));
    assertEquals(sent.includes("a=b;c # d"), true, JSON.stringify(sent));
  }));

Deno.test("a section without a host has none, and says so", () =>
  withFile(`[mine]\n${SECRET}\n`, async ({ run }) => {
    const { status, stderr } = await run(["test", "--host=mine"]);
    assertEquals(status, 35);
    assertMatch(stderr, /No site was given/);
  }));

Deno.test("a name in the file that means nothing is warned about, and no more", () =>
  withFile(`[mine]\nhost=https://a.example\n${SECRET}\nhots=x\n`, async ({ run }) => {
    const { status, stderr } = await run(["test", "--host=mine"]);
    assertEquals(status, 0);
    assertMatch(stderr, /^warning: \.akeebaremotecli: unknown option hots\n/);
  }));

Deno.test("a file that cannot be understood ends with 50, and shows no secret", () =>
  withFile(`secret=hunter22\n[unclosed\n`, async ({ run }) => {
    const { status, stderr } = await run(["test", "--host=a"]);
    assertEquals(status, 50);
    assertMatch(stderr, /line 2/);
    assertEquals(stderr.includes("hunter22"), false);
  }));

Deno.test("a file that others can write is not used, and says so", () =>
  withFile(`[mine]\nhost=https://a.example\n${SECRET}\n`, async ({ run, folder, simulator }) => {
    await Deno.chmod(`${folder}/${FILE}`, 0o666);
    const { status, stderr } = await run(["test", "--host=mine"]);
    assertEquals([status, simulator.requests.length], [50, 0]);
    assertMatch(
      stderr,
      /Cannot use \.akeebaremotecli: it can be written by everybody \(mode 666\)/,
    );
    assertMatch(stderr, /hint: Correct that, for example: chmod go-w /);
  }));

Deno.test("a file is not used where nothing tells whose it is, unless on Windows", () =>
  withFile(`[mine]\nhost=https://a.example\n${SECRET}\n`, async ({ run, simulator }) => {
    const uid = () => undefined;
    const { status, stderr } = await run(["test", "--host=mine"], { uid });
    assertEquals([status, simulator.requests.length], [50, 0]);
    assertMatch(stderr, /Cannot use \.akeebaremotecli: .*--allow-sys=uid\nhint: Run it with that/);
    assertEquals((await run(["test", "--host=mine"], { uid, os: "windows" })).status, 0);
  }));

Deno.test("no verb and no action is help", () =>
  withFile("host=https://a.example\n", async ({ run }) => {
    const { status, stdout } = await run([]);
    assertEquals(status, 0);
    assertStringIncludes(stdout, "Back up:");
  }));
