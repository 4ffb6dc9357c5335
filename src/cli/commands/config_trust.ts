import { SitehaulError } from "../../base/errors.ts";
import type { InvocationOf } from "../context/command.ts";
import type { configTrust } from "../declarations/trust.ts";
import { fileForTrust, readFound } from "../context/find_configuration.ts";
import { oneLine } from "../output/plain.ts";
import { parseConfiguration } from "../../config/read.ts";
import { reachOf } from "../../config/reach.ts";
import { sha256Of } from "../../base/digest.ts";
import { trust } from "../context/trust/trust.ts";

export async function run(
  { args, context: { world, output } }: InvocationOf<typeof configTrust>,
): Promise<void> {
  const file = await fileForTrust(args.file, world);
  const found = await readFound(file, world);
  if (found === undefined) {
    throw new SitehaulError("config/invalid", `There is no file ${file}`, {
      hint: "Check the path.",
    });
  }
  if ("fault" in found) {
    throw new SitehaulError("config/untrusted", `Cannot trust ${file}: ${found.fault}`, {
      hint: "Correct that first. A file that is named with --config is used as it is.",
    });
  }
  const { path, text } = found;
  const configuration = parseConfiguration(text, file);
  await trust({ file, path, text, configuration }, world);
  const uses = reachOf(configuration);
  output.result(
    { ok: true, file: path, sha256: await sha256Of(text), uses },
    () => [`Trusted as it is now: ${oneLine(path)}`, ...uses.map(textOf)].join("\n"),
  );
}

function textOf(use: string): string {
  return `  uses ${oneLine(use)}`;
}
