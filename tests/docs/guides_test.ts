/** The guides, as they are written, in a shell, against simulated sites. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { DEFAULT_SECRET, type SimulatorOptions } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { blocksOf } from "./documents.ts";
import { type Shell, shellIn, standInsFor } from "./shell.ts";

const JOOMLA: SimulatorOptions = { product: "joomla", version: "10.2.1" };
const PRACTICE = "http://127.0.0.1:8899";
const SITES = {
  "https://shop.example.com": JOOMLA,
  "https://blog.example.com": { product: "wordpress", version: "9.1.1" },
  "https://forum.example.com": {
    product: "solo",
    version: "8.2.0",
    profiles: [{ id: 1, name: "All" }, { id: 2, name: "Files" }],
  },
} satisfies Record<string, SimulatorOptions>;

/** What `sitehaul simulate` of a guide would serve. */
function simulatedIn(document: string): SimulatorOptions {
  const [line = ""] = blocksOf(document, "sh").filter(isSimulate);
  const [secret, root] = ["secret", "root"].map((flag) =>
    new RegExp(`--${flag} (\\S+)`).exec(line)?.[1]
  );
  assert(secret !== undefined, line);
  return { ...JOOMLA, secret, ...(root === undefined ? {} : { root }) };
}

function isSimulate(block: string): boolean {
  return block.startsWith("sitehaul simulate");
}

/** All that a guide says to type once the program is there, to stop at the first line that fails. */
function linesOf(document: string): string {
  const blocks = blocksOf(document, "sh").filter((block) => !isSimulate(block));
  return ["set -e", ...blocks.filter((block) => !block.startsWith("deno "))].join("\n");
}

/** The configuration of a guide, and the environment that it refers to. */
async function configure(
  { folder }: Shell,
  document: string,
  replace: (text: string) => string,
): Promise<Record<string, string>> {
  const [yaml = ""] = blocksOf(document, "yaml");
  await Deno.writeTextFile(join(folder, "sitehaul.yaml"), replace(yaml));
  const names = Array.from(yaml.matchAll(/\$\{env:(\w+)\}/g), ([, name = ""]) => name);
  return Object.fromEntries(names.map((name) => [name, DEFAULT_SECRET]));
}

Deno.test("docs/first-site.md leads from nothing to a verified backup", () =>
  inFolder(async (folder) => {
    const document = "docs/first-site.md";
    const simulated = simulatedIn(document);
    // Both backups may fall into the same second; real archives have the name of their host.
    const profiles = [{
      id: 1,
      name: "Default Backup Profile",
      archiveName: "site-www.example.com",
    }];
    await using sites = await standInsFor({
      [PRACTICE]: simulated,
      "www.example.com": { ...simulated, profiles },
    });
    const shell = await shellIn(folder);
    // Here is no terminal to ask at.
    const script = linesOf(document).replace(/--name shop$/m, "$& --secret-file secret.txt");
    const { status, stdout, stderr } = await shell.run(sites.replace(script));
    assertEquals(status, 0, stderr);
    for (
      const promised of ["Added practice to ", "whole: ", "obsolete", ", deleted on the server\n"]
    ) {
      assertStringIncludes(stdout, promised);
    }
    const [first = ""] = (await namesIn(join(folder, "practice", "backups")))
      .filter((name) => name.endsWith(".jpa"));
    assertMatch(first, /^site-/);
    assert(!(stdout + stderr).includes(simulated.secret ?? "?"));
  }));

Deno.test("docs/several-sites.md backs up all sites, and those of a tag", () =>
  inFolder(async (folder) => {
    const document = "docs/several-sites.md";
    await using sites = await standInsFor(SITES);
    const shell = await shellIn(folder);
    const env = await configure(shell, document, sites.replace);
    const { status, stdout, stderr } = await shell.run(linesOf(document), env);
    assertEquals(status, 0, stderr);
    assertMatch(stdout, /\n3 sites done\n[^]*\n2 sites backed up\n/);
    assertMatch(stdout, /^3 sites: 3 ok$/m);
    assertEquals(await namesIn(join(folder, "backups")), ["blog", "forum", "shop"]);
  }));

Deno.test("docs/restore-drill.md proves a backup down to its database", () =>
  inFolder(async (folder) => {
    await using sites = await standInsFor(SITES);
    const shell = await shellIn(folder);
    const env = await configure(shell, "docs/several-sites.md", sites.replace);
    const before = "sitehaul config trust\nsitehaul backup shop --quiet\n";
    const { status, stdout, stderr } = await shell.run(
      before + linesOf("docs/restore-drill.md"),
      env,
    );
    assertEquals(status, 0, stderr);
    for (const promised of ["whole: ", ".jpa: OK", "installation/sql/site.sql", "site.sql\n"]) {
      assertStringIncludes(stdout, promised);
    }
  }));

Deno.test("the script of docs/monitoring.md is silent when all is well, and tells when it is not", () =>
  inFolder(async (folder) => {
    await using sites = await standInsFor(SITES);
    const shell = await shellIn(folder);
    const env = await configure(shell, "docs/several-sites.md", sites.replace);
    assertEquals((await shell.run("sitehaul config trust")).status, 0);
    const [nightly = "", , ...checks] = blocksOf("docs/monitoring.md", "sh");
    const well = await shell.run(nightly, env);
    assertEquals([well.status, well.stdout, well.stderr], [0, "", ""]);
    const hasJq = (await shell.run("command -v jq")).status === 0;
    const runnable = checks.filter((check) => hasJq || !check.includes("jq"));
    const after = await shell.run(runnable.join("\n"), env);
    assertEquals(after.status, 0, after.stderr);
    assertMatch(after.stdout, hasJq ? /^\d{4}-\d\d-\d\dT[\d:.]+Z\n$/ : /^$/);
    const ill = await shell.run(nightly, { ...env, BLOG_SECRET: "not the one" });
    assertEquals(ill.status, 121);
    assertMatch(ill.stdout, /^sitehaul ended with 121\n.*"code":"auth\/denied".*\n/);
    assertStringIncludes(await Deno.readTextFile(join(folder, "last-backup.log")), "Access denied");
  }));

Deno.test("docs/monitoring.md watches sites by a plugin and by metrics, and its rules can be loaded", () =>
  inFolder(async (folder) => {
    await using sites = await standInsFor(SITES);
    const shell = await shellIn(folder);
    const env = await configure(shell, "docs/several-sites.md", sites.replace);
    assertEquals((await shell.run("sitehaul config trust")).status, 0);
    const [nightly = "", metrics = ""] = blocksOf("docs/monitoring.md", "sh");
    assertEquals((await shell.run(nightly, env)).status, 0);
    const [command = ""] = blocksOf("docs/monitoring.md", "text").filter((text) =>
      text.includes("check_sitehaul")
    );
    const [, plugin = ""] = /\/bin\/(sitehaul status .*)$/m.exec(command) ?? [];
    const well = await shell.run(`${plugin} shop blog`, env);
    assertEquals([well.status, well.stderr], [0, ""], well.stdout);
    assertMatch(well.stdout, /^SITEHAUL OK - 2 of 2 sites are ok \| /);
    // The third site of the guide is not among those that the script backs up.
    assertEquals((await shell.run(plugin, env)).status, 2);
    await Deno.writeTextFile(join(folder, "metrics.sh"), metrics);
    await Deno.mkdir(join(folder, "textfiles"));
    const written = await shell.run("sh metrics.sh textfiles", env);
    assertEquals([written.status, written.stdout, written.stderr], [0, "", ""]);
    assertEquals(await namesIn(join(folder, "textfiles")), ["sitehaul.prom"]);
    const [rules = ""] = blocksOf("docs/monitoring.md", "yaml").filter((text) =>
      text.startsWith("groups:")
    );
    await Deno.writeTextFile(join(folder, "rules.yaml"), rules);
    const hasPromtool = (await shell.run("command -v promtool")).status === 0;
    const checks = ["check metrics < textfiles/sitehaul.prom", "check rules rules.yaml"];
    for (const check of hasPromtool ? checks : []) {
      const { status, stderr } = await shell.run(`promtool ${check}`);
      assertEquals([status, stderr], [0, ""], check);
    }
  }));

Deno.test("docs/product-plugin.md makes a product that is found and backed up", () =>
  inFolder(async (folder) => {
    const document = "docs/product-plugin.md";
    await using sites = await standInsFor({ [PRACTICE]: simulatedIn(document) });
    const shell = await shellIn(folder);
    await configure(shell, document, sites.replace);
    const [module = ""] = blocksOf(document, "ts");
    await Deno.writeTextFile(join(folder, "my_product.ts"), module);
    const { status, stdout, stderr } = await shell.run(linesOf(document));
    assertEquals(status, 0, stderr);
    assertStringIncludes(stdout, "/panel/index.php?option=com_akeebabackup");
    assertMatch(stdout, /^practice {2}backup 1, .*, verified \(10 files\)$/m);
    const broken = module.replace("api: 2", "api: 4");
    await Deno.writeTextFile(join(folder, "my_product.ts"), broken);
    const refused = await shell.run("sitehaul endpoints --product panel --config sitehaul.yaml");
    assertEquals(refused.status, 50);
    const [, shown = ""] = blocksOf(document, "text").join("\n").split("sitehaul.yaml: ");
    assertStringIncludes(refused.stderr, shown);
  }));
