/** The rules by which files get into stores. */
import type { Mutation } from "./mutation.ts";

const STORES = ["tests/stores/conformance_test.ts"];

/** How they could be broken. */
export const STORE_RULES: readonly Mutation[] = [
  {
    rule: "whether a folder of files can be reached shows before the backup is taken",
    file: "src/cli/commands/back_up_site.ts",
    find: "await (await fetching?.openStore?.())?.close();",
    replace: "",
    tests: ["tests/cli/remote_settings_test.ts"],
  },
  {
    rule: "a file gets its name in a store only with the checksum that was announced",
    file: "src/stores/store_whole.ts",
    find: "if (found !== sha256) throw",
    replace: "if (found === sha256 && name === undefined) throw",
    tests: STORES,
  },
  {
    rule: "a file gets its name in a store only when the store has every byte",
    file: "src/stores/store_whole.ts",
    find: "if (stored !== size) throw",
    replace: "if (stored > size) throw",
    tests: ["tests/stores/store_whole_test.ts"],
  },
  {
    rule: "what a broken write has left in a store is removed",
    file: "src/stores/store_whole.ts",
    find: "await writing.discard(temporary).catch(() => {});",
    replace: "",
    tests: STORES,
  },
  {
    rule: "a file that took the name in a folder meanwhile is not replaced",
    file: "src/stores/folder.ts",
    find: 'if (systemCode(error) === "EEXIST") return false;',
    replace:
      'if (systemCode(error) === "EEXIST") return await rename(temporary, path).then(() => true);',
    tests: STORES,
  },
  {
    rule: "a file that took the name on an FTP server meanwhile is not replaced",
    file: "src/stores/ftp.ts",
    find: "if (await isThere(client, other)) return false;",
    replace: "",
    tests: STORES,
  },
];
