import type { InvocationOf } from "../context/command.ts";
import type { unpin } from "../declarations/copies.ts";
import { pinBackup } from "./pin_backup.ts";

export async function run({ args, flags, context }: InvocationOf<typeof unpin>): Promise<void> {
  await pinBackup({ ...args, reason: undefined }, flags, context);
}
