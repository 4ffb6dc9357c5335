/**
 * The table of events in the manual.
 *
 * Run it: deno task readme
 */
import { describedEvents } from "../../src/cli/output/event_schemas.ts";

const START = "<!-- events:start -->";
const END = "<!-- events:end -->";
const MANUAL = new URL("../../docs/events.md", import.meta.url);

/** The manual as it is, and as it should be. */
export async function manualOfEvents(): Promise<{ before: string; after: string }> {
  const before = await Deno.readTextFile(MANUAL);
  const rows = describedEvents().map(({ type, about }) => `| \`${type}\` | ${about} |`);
  const table = ["| type | what it means |", "| --- | --- |", ...rows].join("\n");
  const [head = "", rest = ""] = before.split(START);
  const [, tail = ""] = rest.split(END);
  const body = `\n\n<!-- deno-fmt-ignore-start -->\n\n${table}\n\n<!-- deno-fmt-ignore-end -->\n\n`;
  return { before, after: `${head}${START}${body}${END}${tail}` };
}

if (import.meta.main) await Deno.writeTextFile(MANUAL, (await manualOfEvents()).after);
