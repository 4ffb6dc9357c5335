import { markdownTable } from "./markdown.ts";
import { ENVIRONMENT } from "../src/cli/world/environment.ts";

/** The environment variables as Markdown. */
export function environmentTable(): string {
  const rows = ENVIRONMENT.map((
    [names, about],
  ) => [names.split(", ").map((name) => `\`${name}\``).join(", "), about]);
  return markdownTable(["variable", "what it is for"], rows);
}
