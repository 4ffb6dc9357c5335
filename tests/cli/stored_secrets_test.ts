/** What is kept between runs holds no secret, whatever a site answers. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { createSimulator, type Simulator } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli } from "./fake_world.ts";
import { assertClean, htmlOf, PASSWORD, SECRET } from "./planted_secrets.ts";

const SITE = `https://me:${encodeURIComponent(PASSWORD)}@www.example.com/`;
const FILES = [{ path: "index.php", content: "<?php" }];

/** A site that repeats the secret wherever it may say anything. */
function echoing(spelled: string): Simulator {
  const simulator = createSimulator({
    product: "joomla",
    version: "10.2.1",
    secret: SECRET,
    files: FILES,
    profiles: [{ id: 1, name: `Everything ${spelled}` }],
  });
  simulator.site.addRecord({ description: `Nightly ${spelled}`, comment: spelled });
  simulator.arm({
    match: { method: "getVersion" },
    reshape: () => ({ api: 600, component: `10.2.1 ${spelled}`, date: spelled, edition: spelled }),
  });
  simulator.arm({ match: { method: "stepBackup" }, warnings: [`Cannot read ${spelled}`] });
  return simulator;
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await filesBelow(path));
    else found.push(path);
  }
  return found;
}

Deno.test.each<[string, (secret: string) => string]>([
  ["as it is", (secret) => secret],
  ["in a URL in a URL", (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ["in HTML", htmlOf],
  ["between invisible letters", (secret) => [...secret].join("\u200b")],
])(
  "a site that repeats the secret %s gets it into no file, and into no completion",
  (_, spell) =>
    inFolder(async (folder) => {
      const { handle: transport } = echoing(spell(SECRET));
      const cache = join(folder, "cache");
      const variables = { SITEHAUL_CACHE: cache, SITEHAUL_SECRET: SECRET, SITEHAUL_STATE: cache };
      for (
        const command of [
          ["detect", SITE],
          ["test", SITE],
          ["list", SITE],
          ["profiles", SITE],
          ["backup", SITE, "--download", "--dir", join(folder, "backups")],
        ]
      ) {
        await cli(command, { transport, variables });
      }
      const files = (await filesBelow(cache)).concat(await filesBelow(join(folder, "backups")));
      assert(files.length >= 5, files.join());
      for (const path of files) {
        const stdout = await Deno.readTextFile(path);
        assertClean([path], { status: 0, stdout, stderr: "" });
      }
      for (const words of [["show", SITE, "", ""], ["profiles", "export", SITE, "", ""]]) {
        // A shell asks without any secret.
        const completed = await cli(["completions", "--line", "fish"], {
          readStdin: () => Promise.resolve(words.join("\0")),
          variables: { SITEHAUL_CACHE: cache },
        });
        assertMatch(completed.stdout, /^1\t.*(?:Nightly|Everything)/m);
        assertClean(words, completed);
      }
    }),
);

Deno.test("an endpoint that holds the secret is not remembered", () =>
  inFolder(async (folder) => {
    const secret = SECRET.replaceAll("/", "_");
    const name = encodeURIComponent(secret);
    const { handle } = createSimulator({
      product: "joomla",
      version: "10.2.1",
      secret,
      root: `/${name}/`,
    });
    const transport = (request: Request): Promise<Response> => {
      const url = new URL(request.url);
      if (url.pathname.includes(name)) return handle(request);
      url.pathname = `/${name}${url.pathname}`;
      return Promise.resolve(new Response(null, { status: 307, headers: { location: url.href } }));
    };
    const cache = join(folder, "cache");
    const variables = { SITEHAUL_CACHE: cache, SITEHAUL_SECRET: secret };
    const { status, stderr } = await cli(["test", "https://www.example.com/"], {
      transport,
      variables,
    });
    assertEquals(status, 0, stderr);
    for (const path of await filesBelow(cache).catch(() => [])) {
      assertEquals((await Deno.readTextFile(path)).includes(name), false, path);
    }
  }));

Deno.test("a version as long as a book is cut wherever it goes", () =>
  inFolder(async (folder) => {
    const { handle: transport, arm } = simulatorOf();
    arm({
      match: { method: "getVersion" },
      reshape: () => ({ api: 600, component: `10.${"9".repeat(400_000)}`, edition: "pro" }),
    });
    const cache = join(folder, "cache");
    const variables = { SITEHAUL_CACHE: cache, SITEHAUL_SECRET: SECRET };
    for (const flags of [[], ["--json"], ["--explain"]]) {
      const ran = await cli(["detect", "https://www.example.com/", ...flags], {
        transport,
        variables,
      });
      assert(ran.stdout.length + ran.stderr.length < 10_000, `${ran.stdout.length}`);
    }
    for (const path of await filesBelow(cache).catch(() => [])) {
      assert((await Deno.stat(path)).size < 10_000, path);
    }
    const { stdout } = await cli(["detect", "https://www.example.com/"], { transport, variables });
    assertStringIncludes(stdout, "10.9999");
  }));

function simulatorOf() {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1", secret: SECRET });
  return { handle: simulator.handle, arm: simulator.arm.bind(simulator) };
}
