import type { InvocationOf } from "../declarations/command.ts";
import type { configInit } from "../declarations/configuration.ts";
import { newFile, TEMPLATE, writeConfiguration } from "../context/write_configuration.ts";

/** Runs `config init`. */
export async function run(invocation: InvocationOf<typeof configInit>): Promise<void> {
  const { flags: { force }, output } = invocation;
  const file = newFile(invocation);
  await writeConfiguration(file, TEMPLATE, { replace: force, context: invocation });
  output.result({ ok: true, file }, () => `Wrote ${file}`, { isOurs: true });
}
