// deno-lint-ignore-file no-console -- it is a program
/**
 * Extracts an archive and prints what went wrong, with the permissions that it is started with. Where
 * others may write, it does so only with a third word: that is run in a shell as another user once the
 * first file is there.
 *
 *     deno run -A extract_here.ts ARCHIVE FOLDER [COMMAND]
 */
import { extractArchive } from "../../../src/archive/extract.ts";
import { OTHER_USER } from "../../support/other_user.ts";

const [archive = "", to = "", command] = Deno.args;
const allowShared = command !== undefined;
let isFirst = true;
try {
  for await (const event of extractArchive(archive, { to, overwrite: true, allowShared })) {
    if (event.type === "problem") console.log(JSON.stringify(event.problem));
    if (event.type !== "entry" || event.kind !== "file" || !isFirst || command === undefined) {
      continue;
    }
    isFirst = false;
    const ids = OTHER_USER === undefined ? {} : { uid: OTHER_USER, gid: OTHER_USER };
    const shell = new Deno.Command("sh", { args: ["-c", command], ...ids });
    if (!(await shell.output()).success) throw new Error("the command failed");
  }
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
}
