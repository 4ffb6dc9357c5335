/**
 * Writes the schema of the configuration file for editors.
 *
 * Run it: deno task schema
 */
import { configurationJsonSchema } from "../../src/config/json_schema.ts";

await Deno.writeTextFile("sitehaul.schema.json", configurationJsonSchema());
