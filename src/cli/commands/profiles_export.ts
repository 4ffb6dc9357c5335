import { resolve } from "node:path";
import type { InvocationOf } from "../command.ts";
import type { profilesExport } from "../declarations/profiles.ts";
import { refuseExisting, writePrivateFile } from "../private_file.ts";
import { connectTo } from "../site.ts";
import { refuseFlags } from "../stray_flags.ts";
import { targetOf } from "../target.ts";

/** Runs `profiles export`. */
export async function run(invocation: InvocationOf<typeof profilesExport>): Promise<void> {
  const { args: { site, id }, flags, output, world } = invocation;
  const { file, force } = flags;
  if (file === undefined) refuseFlags(flags, ["force"], "needs --file", "Add --file FILE.");
  const path = file === undefined ? undefined : resolve(world.cwd(), file);
  if (path !== undefined && !force) await refuseExisting(path);
  const client = await connectTo(await targetOf(site, invocation), invocation);
  const exported = await client.exportProfile(id, { signal: world.signal });
  const text = JSON.stringify(exported, null, 2);
  if (path === undefined) {
    return output.result(exported, () => text, { exactly: true, isForeign: true });
  }
  await writePrivateFile(path, `${text}\n`, { replace: force });
  output.result({ ok: true, profile: id, file: path }, () => `Wrote profile ${id} to ${path}`, {
    isOurs: true,
  });
}
