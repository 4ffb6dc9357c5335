/** Commands that change the configuration file. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { TEMPLATE } from "../../src/cli/context/write_configuration.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { atHome, SHOP, WORD } from "./at_home.ts";
import { ALL_TERMINALS } from "./fake_world.ts";

const GIVEN = ["--secret", DEFAULT_SECRET];

async function rightsOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o777;
}

Deno.test("the schema that a new file names is that of this version", async () => {
  const { version } = JSON.parse(
    (await Deno.readTextFile(new URL("../../deno.json", import.meta.url))).replace(
      /^\s*\/\/.*/gm,
      "",
    ),
  );
  const manual = await Deno.readTextFile(new URL("../../docs/configuration.md", import.meta.url));
  for (const text of [TEMPLATE, manual]) {
    assertStringIncludes(text, `@sitehaul/sitehaul/${version}/sitehaul.schema.json\n`);
  }
});

Deno.test("detect --save writes the endpoint to the site, and nothing else", () =>
  atHome(async ({ run, write, read }) => {
    await write("sitehaul.yaml", SHOP);
    const { status, stdout } = await run(["detect", "shop", "--save"], { variables: WORD });
    assertEquals(status, 0);
    assertMatch(stdout, /Saved to .*sitehaul\.yaml/);
    const added = (await read("sitehaul.yaml")).split("\n").filter((line) => !SHOP.includes(line));
    assertEquals(added.length, 1);
    assertMatch(added[0] ?? "", /^ {4}endpoint: 'https:\/\/shop\.example\/index\.php\?option=/);
  }));

Deno.test("detect --save refuses a site that is not configured before it asks anything of it", () =>
  atHome(async ({ run, write, simulator }) => {
    await write("sitehaul.yaml", SHOP);
    const { status, stderr } = await run(["detect", "https://b.example", "--save", ...GIVEN]);
    assertEquals([status, simulator.requests.length], [50, 0]);
    assertMatch(stderr, /b\.example\/ is not a configured site\nhint: Add it: sitehaul config add/);
    const asked = { terminal: ALL_TERMINALS, askSecret: () => Promise.reject(new Error("asked")) };
    assertEquals((await run(["detect", "https://b.example", "--save"], asked)).status, 50);
  }));

Deno.test("detect --save looks for a better endpoint than the one that is saved", () =>
  atHome(async ({ run, write, read }) => {
    const { handle: transport } = createSimulator({ product: "wordpress", version: "7.7.1" });
    const old = "https://shop.example/wp-content/plugins/akeebabackupwp/app/index.php" +
      "?option=com_akeeba&view=api&format=raw";
    await write("sitehaul.yaml", `${SHOP}    endpoint: '${old}'   # by hand\n`);
    const around = { variables: WORD, transport };
    assertStringIncludes((await run(["detect", "shop"], around)).stdout, old);
    assertEquals((await run(["detect", "shop", "--save"], around)).status, 0);
    assertMatch(
      await read("sitehaul.yaml"),
      /\n {4}endpoint: '[^']+admin-ajax[^']*' {3}# by hand\n$/,
    );
  }));

Deno.test("a file that a link leads to is changed where it is, and keeps its rights", () =>
  atHome(async ({ run, write, folder }) => {
    await write("kept.yaml", SHOP, 0o600);
    const [kept, link] = [join(folder, "kept.yaml"), join(folder, "sitehaul.yaml")];
    await Deno.chmod(kept, 0o664);
    await Deno.symlink(kept, link);
    assertEquals((await run(["config", "trust"])).status, 0);
    assertEquals((await run(["detect", "shop", "--save"], { variables: WORD })).status, 0);
    assert((await Deno.lstat(link)).isSymlink);
    assertEquals(await rightsOf(kept), 0o664);
    assertStringIncludes(await Deno.readTextFile(kept), "endpoint:");
    // Where a secret comes in, others go out.
    assertEquals((await run(["config", "add", "b.example", ...GIVEN])).status, 0);
    assertEquals(await rightsOf(kept), 0o600);
  }));

Deno.test("what somebody writes into the file while a site is asked is kept", () =>
  atHome(async ({ run, write, read, simulator }) => {
    await write("sitehaul.yaml", SHOP);
    let written: Promise<void> | undefined;
    const transport = async (request: Request) => {
      // Requests go out together; whoever edits does so once.
      written ??= write("sitehaul.yaml", `# meanwhile\n${SHOP}`);
      await written;
      return await simulator.handle(request);
    };
    await run(["config", "add", "b.example", ...GIVEN], { transport });
    assertMatch(await read("sitehaul.yaml"), /^# meanwhile\n[^]*- name: b\.example/);
  }));

Deno.test("config add keeps what the site was found with, in a file that is to be made", () =>
  atHome(async ({ run, write, read, folder }) => {
    await write("ca.pem", "");
    const flags = ["--name", "b", "--api", "2", "--timeout", "9", "--ca-file", "ca.pem", ...GIVEN];
    const { status, stderr } = await run([
      "config",
      "add",
      "b.example",
      "--config=x.yaml",
      ...flags,
    ]);
    assertEquals(status, 0, stderr);
    const text = await read("x.yaml");
    assertStringIncludes(text, `\n    api: 2\n    timeout: 9\n    caFile: ${folder}/ca.pem\n`);
    assertEquals(await rightsOf(join(folder, "x.yaml")), 0o600);
  }));

Deno.test("config add saves what was typed as a token, where the site took it for one", () =>
  atHome(async ({ run, read }) => {
    const token = btoa(`sha256:42:${"a1".repeat(32)}`);
    const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1", token });
    const around = { transport, terminal: ALL_TERMINALS, askSecret: () => Promise.resolve(token) };
    const { status, stderr } = await run(["config", "add", "b.example", "--config=x.yaml"], around);
    assertEquals(status, 0, stderr);
    assertMatch(await read("x.yaml"), /\n {4}credential:\n {6}token: /);
  }));

Deno.test("a site behind a password of the web server is so by its name, too", () =>
  atHome(async ({ run, read, simulator }) => {
    const url = "https://me:pass-123456@b.example/";
    const sent: (string | null)[] = [];
    const transport = (request: Request) => {
      sent.push(request.headers.get("authorization"));
      return simulator.handle(request);
    };
    const add = ["config", "add", url, "--name=b", "--config=sitehaul.yaml", ...GIVEN];
    assertEquals((await run(add, { transport })).status, 0);
    const before = sent.length;
    assertEquals((await run(["list", "b"], { transport })).status, 0);
    assert(sent.length > before);
    assertEquals(new Set(sent), new Set([`Basic ${btoa("me:pass-123456")}`]));
    assertStringIncludes(await read("sitehaul.yaml"), url);
    assert(!(await run(["config", "list", "--json"])).stdout.includes("pass-123456"));
  }));

Deno.test("config add looks at the name before it asks for a secret, or the site for anything", () =>
  atHome(async ({ run, write, simulator }) => {
    await write("sitehaul.yaml", SHOP);
    for (
      const [name, message] of [["Shop", "already"], ["my shop", "is not a valid name"]] as const
    ) {
      const { status, stderr } = await run(["config", "add", "b.example", "--name", name]);
      assertEquals(status, 50);
      assertStringIncludes(stderr, message);
    }
    assertEquals(simulator.requests.length, 0);
  }));

Deno.test("a file in another style stays as it is, and the lines for it are shown", () =>
  atHome(async ({ run, write, read }) => {
    const text = "sites: [{ name: a, url: a.example }]\n";
    await write("sitehaul.yaml", text);
    const { status, stdout, stderr } = await run(["config", "add", "b.example", ...GIVEN]);
    assertEquals([status, stdout, await read("sitehaul.yaml")], [50, "", text]);
    assertMatch(
      stderr,
      /^ {2}- name: b\.example\n {4}url: [^]*\nsitehaul: .*its style is not supported\nhint: /,
    );
    assert(!stderr.includes(DEFAULT_SECRET));
  }));

const INI = `host=main.example
secret="${DEFAULT_SECRET}"
[shop]
host=shop.example
secret="${DEFAULT_SECRET}"
profile=2
api-version=2
[blog]
host=b.example
token="tok\${env:X}"
[empty]
profile=1
`;

Deno.test("config import takes over the sections of Akeeba Remote CLI, each with its own", () =>
  atHome(async ({ run, write, read }) => {
    await write(".akeebaremotecli", INI);
    const args = ["config", "import", "--config=sitehaul.yaml"];
    const { status, stdout, stderr } = await run(args);
    assertEquals([status, stdout.includes("Added default, shop, blog to ")], [0, true], stderr);
    assertEquals((await run(["list", "default"])).status, 0);
    assertMatch(await read("sitehaul.yaml"), /- name: shop\n[^]*api: 2\n[^]*profile: 2\n/);
    assert(!(stdout + stderr).includes(DEFAULT_SECRET));
    // Another site's secret is not sent there, and what would be read as a reference is told.
    assertEquals((await run(["list", "blog"])).status, 37);
    assertStringIncludes(stderr, "warning: the secret of blog would be read as a reference");
    assertEquals((await run(["config", "import", "none"])).status, 50);
  }));

Deno.test("config import leaves sites alone that are there already", () =>
  atHome(async ({ run, write, read }) => {
    await write(".akeebaremotecli", INI);
    await write("sitehaul.yaml", SHOP);
    const { status, stdout } = await run(["config", "import", "--json"]);
    const { sites, skipped } = JSON.parse(stdout);
    assertEquals([status, sites, skipped], [0, ["default", "blog"], ["shop"]]);
    assert((await read("sitehaul.yaml")).startsWith(SHOP));
  }));

Deno.test("config import keeps all sites of a file, whatever the sections are called", () =>
  atHome(async ({ run, write, read }) => {
    const section = (name: string, host: string) => `[${name}]\nhost=${host}.example\n`;
    await write(
      ".akeebaremotecli",
      "host=outside.example\n" + section("default", "one") + section("my shop", "two") +
        section("My-Shop", "three") + section("my-shop-2", "four"),
    );
    const { status, stdout, stderr } = await run(["config", "import", "--config=x.yaml", "--json"]);
    const names = ["default-2", "default", "my-shop", "My-Shop-2", "my-shop-2-2"];
    assertEquals([status, JSON.parse(stdout).sites], [0, names], stderr);
    assertMatch(
      await read("x.yaml"),
      /name: default-2\n {4}url: outside\.example\n {2}- name: default\n {4}url: one\.example\n/,
    );
    assertStringIncludes(
      stderr,
      "warning: another section has the name default: the settings outside any section became the " +
        "site default-2\n",
    );
    assertStringIncludes(stderr, "the name My-Shop: [My-Shop] became the site My-Shop-2\n");
    const again = await run(["config", "import", "--config=x.yaml", "--json"]);
    assertEquals(JSON.parse(again.stdout).skipped, names);
  }));

Deno.test("config import leaves out an invalid site, and says which settings it does not import", () =>
  atHome(async ({ run, write, read, folder }) => {
    const [good, bad] = ["[good]\nhost=a.example\n", "[bad]\nhost=b.example\ndlpath=x/{y}\n"];
    const odd = "profile=abc\napi-version=7\ndlmode=fast\n";
    await write(".akeebaremotecli", `${good}${odd}dlpath=./backups\ncertificate=ca.pem\n${bad}`);
    const { status, stdout, stderr } = await run(["config", "import", "--json"]);
    assertEquals(status, 0, stderr);
    assertEquals([JSON.parse(stdout).sites, JSON.parse(stdout).skipped], [["good"], ["bad"]]);
    assertMatch(stderr, /^warning: bad was not imported: download: expected a folder; /m);
    for (const lost of ["profile=abc", "api-version=7", "dlmode=fast"]) {
      assertStringIncludes(stderr, `warning: good: ${lost} was not imported\n`);
    }
    // The file is in another folder than the one where Akeeba Remote CLI was run.
    const { file } = JSON.parse(stdout);
    assertMatch(file, /\.config/);
    const written = await Deno.readTextFile(file);
    assertStringIncludes(written, `download: ${join(folder, "backups")}\n`);
    assertStringIncludes(written, `caFile: ${join(folder, "ca.pem")}\n`);
    await write(".akeebaremotecli", bad);
    const none = await run(["config", "import", "--config", "other.yaml"]);
    assertEquals([none.status, none.stderr.includes("its style is not supported")], [50, false]);
    assertStringIncludes(none.stderr, "can be imported");
    assertEquals(await read("other.yaml").catch(() => "no file"), "no file");
  }));
