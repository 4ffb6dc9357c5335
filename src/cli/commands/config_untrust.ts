import { placeOf } from "../../config/own_file.ts";
import type { InvocationOf } from "../context/command.ts";
import type { configUntrust } from "../declarations/trust.ts";
import { oneLine } from "../output/plain.ts";
import { fileForTrust } from "../context/find_configuration.ts";
import { forgetRecord } from "../context/trust/records.ts";

export async function run(
  { args, context: { world, output } }: InvocationOf<typeof configUntrust>,
): Promise<void> {
  const named = await fileForTrust(args.file, world);
  // One that is gone is known by the path that it had.
  const file = await placeOf(named).catch(() => named);
  const wasTrusted = await forgetRecord(file, world);
  output.result(
    { ok: true, file, wasTrusted },
    () => `${oneLine(file)} ${wasTrusted ? "is not trusted any more" : "was not trusted"}`,
  );
}
