import { describedEvents } from "../src/cli/output/event_schemas.ts";

/** The events of `--json` as Markdown. */
export function eventsTable(): string {
  const rows = describedEvents().map(({ type, about }) => `| \`${type}\` | ${about} |`);
  return ["| type | what it means |", "| --- | --- |", ...rows].join("\n");
}
