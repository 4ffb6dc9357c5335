import { resolve } from "node:path";
import type { ListedEntry } from "../../archive/mod.ts";
import { PASSWORD_FLAGS, readArchivePassword } from "../archive_password.ts";
import { type Command, defineCommand } from "../command.ts";
import { entriesTable } from "../output/archive.ts";
import { ARCHIVE } from "../positionals.ts";

/** `ls` */
export const ls: Command = defineCommand({
  name: "ls",
  summary: "List what an archive on this computer holds",
  description: "In the order of the archive. Nothing is extracted.",
  positionals: { file: ARCHIVE },
  flags: PASSWORD_FLAGS,
  examples: [
    { line: "ls site-www.example.com-20260101.jpa", about: "permissions, sizes, times, paths" },
    { line: "ls backup.jps --password-file password --json", about: "for a program" },
  ],
  async run({ args: { file }, flags, world, output }) {
    const password = await readArchivePassword(flags, world, output);
    const { listArchive } = await import("../../archive/mod.ts");
    const entries: ListedEntry[] = [];
    for await (const entry of listArchive(resolve(world.cwd(), file), { password })) {
      world.signal.throwIfAborted();
      entries.push(entry);
    }
    // A path may well have the password in it by chance: it is not changed for that.
    output.result(entries, (style) => entriesTable(entries, style), { exactly: true });
  },
});
