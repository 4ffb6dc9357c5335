/**
 * How long the program takes to start, beside the shortest program there is: `deno eval ""`.
 *
 *     deno task bench:start [rounds]
 */
import { DEFAULT_SECRET } from "../src/simulator/mod.ts";
import {
  printTable,
  program,
  projectPath,
  ratio,
  sideBySide,
  SITEHAUL,
  spread,
} from "./measure.ts";
import { serveSites } from "./sites.ts";

const rounds = Number(Deno.args[0] ?? 21);
const cache = await Deno.makeTempDir();
await using sites = await serveSites([{ product: "joomla", version: "10.2.1" }]);
const [url = ""] = sites.urls;
Deno.env.set("SITEHAUL_SECRET", DEFAULT_SECRET);
Deno.env.set("SITEHAUL_CACHE", cache);

const deno = (...args: readonly string[]) => () => program(Deno.execPath(), ...args);
const sitehaul = (...words: readonly string[]) => deno(...SITEHAUL, ...words);
const rows: readonly (readonly [name: string, wanted: string, run: () => Promise<void>])[] = [
  ['`deno eval ""`', "", deno("eval", "")],
  ["`sitehaul --help`", "2.5", sitehaul("--help")],
  ["`sitehaul version`", "", sitehaul("version")],
  ["`sitehaul endpoints`", "", sitehaul("endpoints", "--product", "joomla")],
  ["`sitehaul detect`, a remembered site", "", sitehaul("detect", url)],
  ["`sitehaul test`, a remembered site", "", sitehaul("test", url)],
  ["dist/sitehaul.js `--help`", "", deno("run", "--quiet", "-A", "dist/sitehaul.js", "--help")],
];

try {
  const isBundled = await Deno.stat(projectPath("dist/sitehaul.js")).then(() => true, () => false);
  const kept = isBundled ? rows : rows.slice(0, -1);
  const times = await sideBySide(kept.map(([, , run]) => run), { rounds });
  const base = times[0] ?? [];
  printTable(`Start, ${rounds} runs side by side`, [
    ["program", "median (lowest–highest)", "ratio", "target"],
    ...kept.map(([name, wanted], index) => {
      const own = times[index] ?? [];
      return [name, spread(own), ratio(own, base), wanted];
    }),
  ]);
} finally {
  await Deno.remove(cache, { recursive: true });
}
