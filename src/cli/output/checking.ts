/** Progress of reading an archive to its end. */
import type { Output } from "./output.ts";

/** Reports the progress of verifying, once per per cent. */
export function checkingEvents(
  output: Output,
  name: string,
): (progress: { readonly done: number; readonly total: number }) => void {
  let said = -1;
  return ({ done, total }) => {
    const percent = total === 0 ? 100 : Math.floor(done / total * 100);
    if (percent !== said) output.event(name, { type: "checking", done, total });
    said = percent;
  };
}
