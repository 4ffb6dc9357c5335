import type { InvocationOf } from "../context/command.ts";
import { parseConfiguration } from "../../config/read.ts";
import type { configTrusted } from "../declarations/trust.ts";
import { readFound } from "../context/find_configuration.ts";
import { type Column, table } from "../output/table.ts";
import { allRecords, type TrustRecord } from "../context/trust/records.ts";
import { trustOf } from "../context/trust/trust.ts";
import type { World } from "../world/world.ts";

interface Listed extends Pick<TrustRecord, "path" | "since"> {
  readonly state: string;
}

const COLUMNS: readonly Column<Listed>[] = [
  { title: "FILE", cell: ({ path }) => path },
  { title: "SINCE", cell: ({ since }) => since.slice(0, 10), canGo: 1 },
  { title: "STATE", cell: ({ state }) => state },
];

export async function run(
  { context: { world, output } }: InvocationOf<typeof configTrusted>,
): Promise<void> {
  const records = await allRecords(world);
  const listed = await Promise.all(records.map(async ({ path, since }) => ({
    path,
    since,
    state: await stateOf(path, world),
  })));
  output.result(
    listed.map(({ path, ...rest }) => ({ file: path, ...rest })),
    (style) => listed.length === 0 ? "No configuration is trusted." : table(COLUMNS, listed, style),
  );
}

/** Whether the record still holds. */
async function stateOf(path: string, world: World): Promise<string> {
  try {
    const found = await readFound(path, world);
    if (found === undefined) return "gone";
    if ("fault" in found) return "not used";
    const configuration = parseConfiguration(found.text, path);
    return await trustOf({ ...found, file: path, configuration }, world);
  } catch {
    return "changed";
  }
}
