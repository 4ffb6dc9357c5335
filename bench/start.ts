/**
 * How long the program takes to start, beside the shortest program there is: `deno eval ""`, and on
 * Node `node -e ""`. The time of the processor is given as well, which others on it disturb less.
 *
 *     deno task bench:start [rounds]
 */
import { join } from "node:path";
import { BINARY, compileWith, findBun } from "../packaging/compile_bun.ts";
import { installPackage } from "../packaging/npm_check.ts";
import { BIN } from "../packaging/npm_package.ts";
import { RUN_FLAGS } from "../packaging/run_flags.ts";
import { findRuntime, RUNTIMES } from "../packaging/runtimes.ts";
import { DEFAULT_SECRET } from "../src/simulator/mod.ts";
import {
  median,
  printTable,
  processorTime,
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

const deno = (...args: readonly string[]): Program => [Deno.execPath(), ...args];
const sitehaul = (...words: readonly string[]) => deno(...SITEHAUL, ...words);
const SOURCES = ["run", "--quiet", ...RUN_FLAGS, projectPath("src/cli/main.ts")];
/** What to run, with its words. */
type Program = readonly [string, ...string[]];
type Row = readonly [name: string, wanted: string, program: Program];

const onDeno: readonly Row[] = [
  ['`deno eval ""`', "", deno("eval", "")],
  ["`sitehaul --help`", "2.5", sitehaul("--help")],
  ["`sitehaul version`", "", sitehaul("version")],
  ["`sitehaul endpoints`", "", sitehaul("endpoints", "--product", "joomla")],
  ["`sitehaul detect`, a remembered site", "", sitehaul("detect", url)],
  ["`sitehaul test`, a remembered site", "3.5", sitehaul("test", url)],
  ["from the sources: `sitehaul --help`", "", deno(...SOURCES, "--help")],
  ["from the sources: `sitehaul test`, a remembered site", "", deno(...SOURCES, "test", url)],
];

/** The binary that `deno task compile:bun` makes, where Bun is installed. */
async function asBinary(): Promise<Row[]> {
  const bun = await findBun();
  if (bun === undefined || !await compileWith(bun)) return [];
  const binary = (...words: readonly string[]): Program => [projectPath(BINARY), ...words];
  return [
    ["one binary, by Bun: `sitehaul --help`", "2.5", binary("--help")],
    ["one binary, by Bun: `sitehaul test`, a remembered site", "3.5", binary("test", url)],
  ];
}

/** On each Node that `.ci/runtimes` has installed, by the npm package in a folder. */
async function onNode(folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const each of RUNTIMES.filter((name) => name.startsWith("node@"))) {
    const runtime = await findRuntime(each);
    if (runtime === undefined) continue;
    const { name, path } = runtime;
    const own = (...words: readonly string[]): Program => [
      ...[path, join(folder, BIN.path)] as const,
      ...words,
    ];
    rows.push(
      [`${name}: \`node -e ""\``, "", [path, "-e", ""]],
      [`${name}: \`sitehaul --help\``, "2.5", own("--help")],
      [`${name}: \`sitehaul test\`, a remembered site`, "", own("test", url)],
    );
  }
  return rows;
}

/** Each is compared to the last one before it that has no target and does nothing. */
async function measure(title: string, rows: readonly Row[]): Promise<void> {
  const processor = rows.map(() => [] as number[]);
  const runs = rows.map(([, , program], index) => async () => {
    processor[index]?.push(await processorTime(...program));
  });
  const times = await sideBySide(runs, { rounds });
  let base = { times: [] as readonly number[], processor: [] as readonly number[] };
  printTable(`${title}, ${rounds} runs side by side`, [
    ["program", "median (lowest–highest)", "ratio", "of the processor", "ratio", "target"],
    ...rows.map(([name, wanted], index) => {
      const own = { times: times[index] ?? [], processor: processor[index] ?? [] };
      if (/""`$/.test(name)) base = own;
      const ofProcessor = `${median(own.processor).toFixed(0)} ms`;
      const ratios = [ratio(own.times, base.times), ratio(own.processor, base.processor)];
      return [name, spread(own.times), ratios[0] ?? "", ofProcessor, ratios[1] ?? "", wanted];
    }),
  ]);
}

try {
  await measure("Start", [...onDeno, ...await asBinary()]);
  await measure("Start on Node", await onNode(await installPackage(cache)));
} finally {
  await Deno.remove(cache, { recursive: true });
}
