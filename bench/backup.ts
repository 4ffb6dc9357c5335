/**
 * What a backup costs besides the time that the site takes. Beside it the same steps by plain
 * requests, without any of the checks; and, from start to exit, what Akeeba Remote CLI took.
 *
 *     deno task bench:backup
 */
import { connect } from "../mod.ts";
import { DEFAULT_SECRET } from "../src/simulator/mod.ts";
import { median, printTable, program, ratio, sideBySide, SITEHAUL, spread } from "./measure.ts";
import { serveSites } from "./sites.ts";

const rows: string[][] = [];
for (const steps of [10, 200]) {
  await using sites = await serveSites([{ product: "joomla", version: "10.2.1", steps }]);
  const [url = ""] = sites.urls;
  const endpoint = `${url}index.php?option=com_akeebabackup&view=api&format=raw`;
  let requests = 0;
  const counting = (request: Request) => {
    requests++;
    return fetch(request);
  };
  const backup = async () => {
    requests = 0;
    const client = await connect(endpoint, { secret: DEFAULT_SECRET, transport: counting });
    for await (const _ of client.takeBackup({ description: "Bench" }));
  };
  const call = async (method: string, rest = "") => {
    const headers = { "X-Akeeba-Auth": DEFAULT_SECRET };
    const response = await fetch(`${endpoint}&method=${method}${rest}`, { headers });
    return (await response.json()).data;
  };
  const plain = async () => {
    const { backupid, ...first } = await call("startBackup", "&profile=1");
    for (let { HasRun: goOn } = first; goOn;) {
      ({ HasRun: goOn } = await call("stepBackup", `&backupid=${backupid}`));
    }
  };
  const [own = [], theirs = []] = await sideBySide([backup, plain], { rounds: 7 });
  rows.push([
    `${steps} steps, in a running program`,
    `${requests}`,
    spread(own),
    `plain requests: ${spread(theirs)}`,
    ratio(own, theirs),
  ]);
  Deno.env.set("SITEHAUL_SECRET", DEFAULT_SECRET);
  const whole = () => program(Deno.execPath(), ...SITEHAUL, "backup", url, "--no-cache", "--quiet");
  const [started = []] = await sideBySide([whole], { rounds: 5 });
  const baseline = steps === 10 ? "Remote CLI: 59–70 ms, 12–18 requests" : "";
  rows.push([
    `${steps} steps, from the bare root, start to exit`,
    "",
    spread(started),
    baseline,
    baseline === "" ? "" : (median(started) / 65).toFixed(1),
  ]);
}
printTable("Backups", [
  ["backup", "requests", "sitehaul", "compared with", "ratio"],
  ...rows,
]);
