/** Sites in situations that people have reported, from the command line on. */
import { assertEquals, assertMatch } from "@std/assert";
import {
  createSimulator,
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  type Simulator,
} from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { cli } from "./fake_world.ts";

type Handle = Simulator["handle"];

const SITE = "https://a.example";

/** A permalink plug-in redirects `index.php` to the folder, and the query is lost. */
function withoutQueries(handle: Handle): Handle {
  return (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/index.php") {
      return Promise.resolve(new Response(null, { status: 301, headers: { location: "/" } }));
    }
    const page = "<html><head><title>Home</title></head><body>Welcome</body></html>";
    if (pathname !== "/") return handle(request);
    return Promise.resolve(new Response(page, { headers: { "content-type": "text/html" } }));
  };
}

/** A tiny site: its startBackup does all the work, and its answer is the only one. */
function inOneStep(handle: Handle, { hasNumber = true } = {}): Handle {
  const reply = (status: number, data: unknown) => Response.json({ status, data });
  return async (request) => {
    const text = await request.clone().text();
    const method = new URLSearchParams(text).get("method");
    if (method === "stepBackup") {
      return reply(500, "There was a problem while saving temporary data");
    }
    if (method !== "startBackup") return await handle(request);
    const { url, headers } = request;
    const { data: first } = await (await handle(request)).json();
    let last = first;
    while (last.HasRun) {
      const body = new URLSearchParams({ method: "stepBackup", backupid: first.backupid });
      const next = await handle(new Request(url, { method: "POST", headers, body }));
      last = (await next.json()).data;
    }
    return reply(200, {
      ...first,
      ...last,
      HasRun: false,
      Progress: 100,
      BackupID: hasNumber ? first.BackupID : null,
    });
  };
}

Deno.test.each(["--secret", "--token"])(
  "a site whose index.php loses the query is backed up through its API application: %s",
  (flag) =>
    inFolder(async (folder) => {
      const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
      const credential = [flag, flag === "--secret" ? DEFAULT_SECRET : DEFAULT_TOKEN];
      const around = { folder, transport: withoutQueries(handle) };
      const found = await cli(["detect", SITE, ...credential], around);
      assertMatch(found.stdout, /^Endpoint +https:\/\/a\.example\/api\/index\.php\/v\d\//m);
      const { status, stderr } = await cli(["backup", SITE, "--download", ...credential], around);
      assertEquals(status, 0, stderr);
      assertEquals((await namesIn(folder)).filter((name) => name.endsWith(".jpa")).length, 1);
    }),
);

Deno.test.each([true, false])(
  "a backup that is done with its first answer is complete, and no step follows: number %s",
  (hasNumber) =>
    inFolder(async (folder) => {
      const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
      const transport = inOneStep(simulator.handle, { hasNumber });
      const words = ["backup", SITE, "--secret", DEFAULT_SECRET, "--download"];
      const { status, stdout, stderr } = await cli(words, { folder, transport });
      assertEquals(status, 0, stderr);
      assertMatch(stdout, /^a\.example {2}backup 1, .*, verified \(10 files\)\n$/);
      assertEquals(simulator.site.record(1)?.status, "complete");
    }),
);
