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
  {
    rule: "a file has its name on an SSH server only once it is on that server's disk",
    file: "src/stores/sftp.ts",
    find: "await session.sync(handle);",
    replace: "",
    tests: ["tests/stores/sftp_test.ts"],
  },
  {
    rule: "a link that leads nowhere is in the way of a file",
    file: "src/stores/folder.ts",
    find: "unlessMissing(() => lstat(path))",
    replace: "unlessMissing(() => stat(path))",
    tests: ["tests/stores/folder_test.ts"],
  },
  {
    rule: "the password that was typed for an account opens no key",
    file: "src/cli/context/fetch_way.ts",
    find: "privateKey === undefined ? place.password ?? ofEnvironment : ofEnvironment",
    replace: "place.password ?? ofEnvironment",
    tests: ["tests/cli/remote_download_test.ts"],
  },
  {
    rule: "the password that is configured for an account opens no key",
    file: "src/cli/context/fetch_way.ts",
    find: "privateKey === undefined ? configured ?? place.password : configured",
    replace: "configured ?? place.password",
    tests: ["tests/cli/remote_settings_test.ts"],
  },
  {
    rule: "what opens a key is not sent to a server that refuses the key",
    file: "src/cli/context/fetch_way.ts",
    find: "{ privateKey, passphrase: password }",
    replace: "{ password, privateKey, passphrase: password }",
    tests: ["tests/cli/remote_download_test.ts"],
  },
];
