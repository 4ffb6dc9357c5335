/**
 * The schema of the configuration file for editors; `deno task schema` writes it.
 * @module
 */
import * as z from "zod";
import { configurationSchema } from "./schema.ts";

/** The JSON Schema of `sitehaul.yaml`, as text. */
export function configurationJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(configurationSchema, { io: "input" }), undefined, 2)}\n`;
}
