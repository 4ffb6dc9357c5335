/**
 * Writes the schema of the configuration file for editors.
 *
 * Run it: deno task schema
 */
import * as z from "zod";
import { configurationSchema } from "../src/config/schema.ts";

/** The JSON Schema of `sitehaul.yaml`, as text. */
export function configurationJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(configurationSchema, { io: "input" }), undefined, 2)}\n`;
}

if (import.meta.main) await Deno.writeTextFile("sitehaul.schema.json", configurationJsonSchema());
