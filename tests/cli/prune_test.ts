/** What prune, pin and unpin do and say. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { simulate } from "./backup_sites.ts";

const FILE = `version: 1
timezone: Europe/Berlin
defaults:
  download: backups/{site}/{id}
  retention: { keepLast: 2, keepMonthly: 1 }
  serverRetention: { keepLast: 1 }
sites:
  - name: shop
    url: https://www.example.com
    credential: { secret: ${DEFAULT_SECRET} }
`;

/** A configured site with so many backups, one a day, all downloaded and read. */
async function withBackups(folder: string, backups: number, ...more: readonly string[]) {
  let now = Date.parse("2026-11-01T03:00:00Z");
  const { run, simulator } = simulate({ clock: () => new Date(now) });
  const config = join(folder, "sitehaul.yaml");
  await Deno.writeTextFile(config, FILE);
  const state = join(folder, "state");
  const around = { folder, clock: () => now };
  const ask = (words: readonly string[]) =>
    run([...words, "--config", config, "--state", state], around);
  for (let day = 0; day < backups; day++) {
    const { status, stderr } = await ask(["backup", "shop", "--download", ...more]);
    assertEquals(status, 0, stderr);
    now += 86_400_000;
  }
  const here = () =>
    [...Deno.readDirSync(join(folder, "backups", "shop"))].map(({ name }) => name).toSorted();
  const on = async () => {
    const records = JSON.parse(
      (await run(["list", "shop", "--json", "--config", config], around)).stdout,
    );
    return records.filter((each: { meta: string }) => each.meta !== "obsolete").map((
      each: { id: number },
    ) => each.id).toSorted((a: number, b: number) => a - b);
  };
  return { ask, here, on, simulator, config, at: (time: string) => now = Date.parse(time) };
}

Deno.test("what prune would do is what it does, with the reason of everything", () =>
  inFolder(async (folder) => {
    const { ask, here, on } = await withBackups(folder, 4);
    const dry = await ask(["prune", "--all", "--dry-run", "--json", "--force"]);
    assertEquals(dry.status, 0, dry.stderr);
    assertEquals([here(), await on()], [["1", "2", "3", "4"], [1, 2, 3, 4]]);
    const real = await ask(["prune", "--all", "--json", "--force"]);
    assertEquals(real.status, 0, real.stderr);
    const [would, did] = [JSON.parse(dry.stdout).sites[0], JSON.parse(real.stdout).sites[0]];
    assertEquals(did, would);
    assertEquals(
      would.removed.map(({ kind, id }: { kind: string; id: number }) => `${kind} ${id}`),
      ["folder 1", "folder 2", "site 3"],
    );
    assertEquals(
      would.kept.map(({ kind, id, reasons }: { kind: string; id: number; reasons: string[] }) =>
        `${kind} ${id}: ${reasons.join(" ")}`
      ),
      [
        "site 4: newest verified keepLast",
        "folder 4: newest verified keepLast keepMonthly",
        "folder 3: keepLast",
        "site 2: not covered",
        "site 1: not covered",
      ],
    );
    // Those whose copies here go themselves have nothing that covers them on the site.
    assertEquals(here(), ["3", "4"]);
    assertEquals(await on(), [1, 2, 4]);
  }));

Deno.test("more than half at once is refused, and said so, until it is meant", () =>
  inFolder(async (folder) => {
    const { ask, here } = await withBackups(folder, 5, "--delete-remote");
    const refused = await ask(["prune", "shop"]);
    assertEquals(refused.status, 52);
    assertMatch(
      refused.stdout,
      /shop {2}refused: more than half of its copies would go; 3 copies \(.*\) would go, 2 stay/,
    );
    assertEquals(here(), ["1", "2", "3", "4", "5"]);
    const { status, stdout } = await ask(["prune", "shop", "--force", "--explain"]);
    assertEquals(status, 0);
    assertMatch(stdout, /go +1 +2026-11-01 .*no rule keeps it/);
    assertMatch(stdout, /stay +5 .*newest verified, keepLast/);
    const removals = JSON.parse((await ask(["history", "--removed", "--json"])).stdout);
    assertEquals(removals[0].rule, "retention: no rule keeps it");
    const folders = removals.filter(({ kind }: { kind: string }) => kind === "folder");
    assertEquals(folders.map(({ id }: { id: number }) => id), [3, 2, 1]);
    assert(removals.every(({ done }: { done: string | null }) => done !== null));
    assertEquals(here(), ["4", "5"]);
  }));

Deno.test("with a clock that is earlier than the newest run nothing is removed", () =>
  inFolder(async (folder) => {
    const { ask, here, at } = await withBackups(folder, 3);
    at("2025-01-01T00:00:00Z");
    const { status, stderr } = await ask(["prune", "shop"]);
    assertEquals(status, 52);
    assertMatch(stderr, /Nothing is removed: this computer's clock is earlier than the newest run/);
    assertEquals(here(), ["1", "2", "3"]);
  }));

Deno.test("a pinned backup stays until it is unpinned, and one that is unknown cannot be pinned", () =>
  inFolder(async (folder) => {
    const { ask, here } = await withBackups(folder, 4);
    const pinned = await ask(["pin", "shop", "1", "--reason", "before the move"]);
    assertEquals([pinned.status, pinned.stdout], [0, "Backup 1 of shop stays: before the move\n"]);
    await ask(["prune", "shop", "--force"]);
    assertEquals(here(), ["1", "3", "4"]);
    assertEquals((await ask(["unpin", "shop", "1"])).status, 0);
    await ask(["prune", "shop", "--force"]);
    assertEquals(here(), ["3", "4"]);
    const unknown = await ask(["pin", "shop", "99"]);
    assertEquals(unknown.status, 110);
    assertMatch(unknown.stderr, /The history knows no backup 99 of shop/);
  }));

Deno.test("a site that left the file is pruned by its name alone", () =>
  inFolder(async (folder) => {
    const { ask, here, config } = await withBackups(folder, 4);
    await Deno.writeTextFile(config, FILE.replace("name: shop", "name: other"));
    const all = await ask(["prune", "--all", "--json"]);
    assertEquals(JSON.parse(all.stdout).sites[0].removed, []);
    assertEquals(here(), ["1", "2", "3", "4"]);
    const { status, stderr } = await ask(["prune", "--orphans", "shop"]);
    assertEquals(status, 0, stderr);
    assertEquals(here(), ["3", "4"]);
    const wrong = await ask(["prune", "--orphans", "other"]);
    assertEquals(wrong.status, 2);
    assert(wrong.stderr.includes("is configured"));
  }));

Deno.test("config check says in words what each set of rules keeps, with an example", () =>
  inFolder(async (folder) => {
    const config = join(folder, "sitehaul.yaml");
    await Deno.writeTextFile(config, FILE, { mode: 0o600 });
    const { run } = simulate();
    const words = ["config", "check", "--offline", "--config", config];
    const around = { clock: () => Date.parse("2026-11-28T12:00:00Z") };
    const { status, stdout } = await run(words, around);
    assertEquals([status, stdout.split("\n").slice(1, -1)], [0, [
      "retention of shop: keeps the 2 newest, the newest of each month (1); of unproven ones " +
      "the 3 newest. Of a backup a day 2 stay: 2026-11-28, 2026-11-27",
      "serverRetention of shop: keeps the newest; of unproven ones the 3 newest. Of a backup a day 1 " +
      "stays: 2026-11-28",
    ]]);
    const { policies } = JSON.parse((await run([...words, "--json"], around)).stdout);
    assertEquals(policies.map(({ field }: { field: string }) => field), [
      "retention",
      "serverRetention",
    ]);
  }));
