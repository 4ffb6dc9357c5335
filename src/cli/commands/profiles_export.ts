import { resolve } from "node:path";
import type { InvocationOf } from "../context/command.ts";
import type { profilesExport } from "../declarations/profiles.ts";
import { refuseExisting, writePrivateFile } from "../../files/private_file.ts";
import { jsonText } from "../output/json_text.ts";
import { refuseFlags } from "../parse/stray_flags.ts";

export async function run(
  { args: { site, id }, flags, context }: InvocationOf<typeof profilesExport>,
): Promise<void> {
  const { output, world } = context;
  const { file, force } = flags;
  if (file === undefined) refuseFlags(flags, ["force"], "needs --file", "Add --file FILE.");
  const path = file === undefined ? undefined : resolve(world.cwd(), file);
  if (path !== undefined && !force) await refuseExisting(path);
  const client = await (await context.site(site, flags)).connect();
  const exported = await client.exportProfile(id, { signal: world.signal });
  if (path === undefined) {
    const shown = jsonText(exported, 2);
    return output.result(exported, () => shown, { exactly: true, isForeign: true });
  }
  const text = JSON.stringify(exported, null, 2);
  await writePrivateFile(path, `${text}\n`, { replace: force });
  output.result({ ok: true, profile: id, file: path }, () => `Wrote profile ${id} to ${path}`, {
    isOurs: true,
  });
}
