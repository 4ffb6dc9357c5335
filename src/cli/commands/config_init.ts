import type { InvocationOf } from "../context/command.ts";
import type { configInit } from "../declarations/configuration.ts";
import { placesOf } from "../context/find_configuration.ts";
import { newFile, TEMPLATE, writeConfiguration } from "../context/write_configuration.ts";

export async function run(
  { flags: { config, force }, context }: InvocationOf<typeof configInit>,
): Promise<void> {
  const file = newFile(placesOf(context.world, config));
  await writeConfiguration(file, TEMPLATE, { replace: force, context });
  context.output.result({ ok: true, file }, () => `Wrote ${file}`, { isOurs: true });
}
