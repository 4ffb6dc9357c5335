import type { InvocationOf } from "../context/command.ts";
import type { pin } from "../declarations/copies.ts";
import { pinBackup } from "./pin_backup.ts";

export async function run({ args, flags, context }: InvocationOf<typeof pin>): Promise<void> {
  await pinBackup({ ...args, reason: flags.reason }, flags, context);
}
