/** What becomes of each setting in a file of Akeeba Remote CLI. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { parse } from "@std/yaml";
import { OPTIONS } from "../../src/remote_cli/options.ts";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { atHome } from "./at_home.ts";

const IMPORT = ["config", "import", "--config=x.yaml"];

Deno.test("config import names every setting and every section that it leaves out", () =>
  atHome(async ({ run, write, read }) => {
    const lost = "action=backup\ndownload=1\ndelete=0\nquiet=no\ndescription=Nightly\n" +
      "dlurl=me:hunter22@c.example\ncomponent=com_mine\nverb=GET\nhots=x\nfilename=\n";
    await write(
      ".akeebaremotecli",
      `quiet=1\n[shop]\nhost=shop.example\ntoken=tok-11112222\nsecret=sec-33334444\ndlmode=curl\n${lost}` +
        "[nowhere]\nsecret=sec-55556666\nforce=0\n[empty]\n[fine]\nhost=f.example\nview=json\n",
    );
    const { status, stderr } = await run(IMPORT);
    assertEquals(status, 0, stderr);
    assertEquals(stderr.trimEnd().split("\n"), [
      "warning: shop: dlmode=curl was not imported",
      "warning: shop: these settings were not imported: secret, action, download, description, " +
      "dlurl, component, verb, hots",
      "warning: [nowhere] (secret) was not imported: no host",
      "warning: [empty] was not imported: no host",
      "warning: the settings outside any section (quiet) were not imported: no host",
    ]);
    assertMatch(await read("x.yaml"), /name: fine\n {4}url: f\.example\n {4}api: 1\n/);
  }));

/** A value of each option that would have an effect there. */
const VALUES: Readonly<Record<string, string>> = {
  host: "https://shop.example/",
  token: "tok-11112222",
  profile: "2",
  dlmode: "chunk",
  dlpath: "backups",
  dlurl: "sftp://me:hunter22@c.example/x",
  certificate: "ca.pem",
  "api-version": "2",
  "step-limit": "1200",
  patience: "0",
};

Deno.test.each(Object.entries(OPTIONS))(
  "an option of Akeeba Remote CLI is in the configuration after config import, or named: %s",
  (option, kind) =>
    atHome(async ({ run, write, read }) => {
      const value = VALUES[option] ?? (kind === "switch" ? "1" : "xyzzy");
      const host = option === "host" ? "" : `host=${VALUES["host"]}\n`;
      await write(".akeebaremotecli", `[shop]\n${host}${option}=${value}\n`);
      const { status, stderr } = await run(IMPORT);
      assertEquals(status, 0, stderr);
      const told = new RegExp(`^warning: shop: .*\\b${option}\\b`, "m").test(stderr);
      const { sites: [site] } = parse(await read("x.yaml")) as { sites: object[] };
      const written = Object.values(site ?? {}).map((each) => JSON.stringify(each)).join("\n");
      assertEquals(written.includes(value), !told, `${written}\n${stderr}`);
    }),
);

Deno.test("config import takes over how archives get here, and how long to wait", () =>
  atHome(async ({ run, write, read, folder }) => {
    const section = (name: string, text: string) =>
      `[${name}]\nhost=${name}.example\n${text.replaceAll(" ", "\n")}\n`;
    await write(
      ".akeebaremotecli",
      section("a", "dlmode=curl dlurl=ftpes://me:hunter22@a.example/x step-limit=1200") +
        section("b", "dlmode=http dlurl=sftp://b.example/y patience=60 secret-file=word") +
        section("c", "dlurl=sftp://c.example/ patience=-1") + section("d", "dlmode=CHUNK"),
    );
    await write("word", DEFAULT_SECRET);
    const { status, stdout, stderr } = await run(IMPORT);
    assertEquals([status, stderr], [0, "warning: c: patience=-1 was not imported\n"]);
    assert(!stdout.includes("hunter22"));
    const word = `\${file:${join(folder, "word")}}`;
    const { sites } = parse(await read("x.yaml")) as { sites: unknown };
    const url = (name: string) => ({ name, url: `${name}.example` });
    assertEquals(sites, [
      { ...url("a"), remote: { url: "ftpes://me:hunter22@a.example/x" }, stepLimit: 1200 },
      {
        ...url("b"),
        credential: { secret: word },
        patience: 60,
        mode: "http",
        remote: { url: "sftp://b.example/y" },
      },
      { ...url("c"), mode: "auto", remote: { url: "sftp://c.example/" } },
      { ...url("d"), mode: "chunk" },
    ]);
    assertEquals((await run(["list", "b", "--config=x.yaml"])).status, 0);
  }));
