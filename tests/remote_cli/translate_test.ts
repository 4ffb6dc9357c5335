import { assertEquals } from "@std/assert";
import { readLine } from "../../src/remote_cli/read_line.ts";
import { settingsOf } from "../../src/remote_cli/settings.ts";
import { translate } from "../../src/remote_cli/translate.ts";
import { isSitehaulError } from "../../src/base/errors.ts";
import { inFolder } from "../support/in_folder.ts";

/** The command line that a line comes to, as one text; a fault by its code. */
async function translated(line: string): Promise<string> {
  let found = "";
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/backups`);
    const read = readLine(line.split(" "));
    try {
      const { words } = await translate(settingsOf(read, read.options), folder);
      found = words.join(" ");
    } catch (error) {
      if (!isSitehaulError(error)) throw error;
      found = error.code;
    }
  });
  return found;
}

Deno.test.each<[string, string]>([
  ["test --host=a", "test -- a"],
  ["test --host=a --secret=x", "test --secret=x -- a"],
  ["test --host=a --token=x --debug", "test --token=x --debug -- a"],
  ["test --host=a --verb=GET --format=raw --ua=x", "test -- a"],
  ["download --host=a --id=3 --chunk_size=5", "download --dir=. -- a 3"],
  ["test --host=a --certificate=ca.pem", "test --ca-file=ca.pem -- a"],
  ["test --host=a --api-version=1", "test --api=1 -- a"],
  ["test --host=a --api-version=v2", "test --api=2 -- a"],
  ["test --host=a --view=json", "test --api=1 -- a"],
  ["help --host=a", "help"],
  ["backup more --action=test --host=a", "test -- a"],
  ["php", "version"],
  ["listbackups --host=a", "list --limit=200 -- a"],
  ["listbackups --host=a --from=5 --limit=10", "list --from=5 --limit=10 -- a"],
  ["listbackups --host=a --from=5 --to=15", "list --from=5 --limit=10 -- a"],
  ["listbackups --host=a --to=3", "list --limit=3 -- a"],
  ["listbackups --host=a --limit=0", "list -- a"],
  ["backupinfo --host=a --id=3", "show -- a 3"],
  ["backupinfo --host=a --id=latest", "show -- a latest"],
  ["download --host=a --id=latest --part=2", "download --dir=. --part=2 -- a latest"],
  ["delete --host=a --id=3", "delete --yes -- a 3"],
  ["deletefiles --host=a --id=3", "delete-files --yes -- a 3"],
  ["profiles --host=a", "profiles -- a"],
  ["profileexport --host=a --id=1", "profiles export --file=profile.json --force -- a 1"],
  ["profileexport --host=a --id=1 --file=x", "profiles export --file=x --force -- a 1"],
  ["profileexport --host=a --id=1 --", "profiles export -- a 1"],
  ["profileimport --host=a --file=x", "profiles import --file=x -- a"],
  ["profileimport --host=a --", "profiles import --file=- -- a"],
  ["update --host=a --minimum-stability=beta", "update --min-stability=beta -- a"],
  ["backup --host=a", "backup --description=Remote backup -- a"],
  ["backup --host=a --profile=2 --description=x", "backup --profile=2 --description=x -- a"],
  ["backup --host=a --force", "backup --description=Remote backup --force -- a"],
  [
    "backup --host=a -d -D --dlmode=chunk --secret=x",
    "backup --description=Remote backup --download --dir=. --mode=chunk --delete-remote --secret=x -- a",
  ],
  [
    "backup --host=a -d --dlmode=curl --dlurl=sftp://u@b/x",
    "backup --description=Remote backup --download --dir=. --mode=sftp --url=sftp://u@b/x -- a",
  ],
  [
    "backup --host=a -d --dlpath=backups",
    "backup --description=Remote backup --download --dir=backups -- a",
  ],
  [
    "backup --host=a -d -D",
    "backup --description=Remote backup --download --dir=. --delete-remote -- a",
  ],
  ["backup --host=a -D", "backup --description=Remote backup -- a"],
  ["download --host=a --id=3", "download --dir=. -- a 3"],
  [
    "download --host=a --id=3 --no-verify -D",
    "download --dir=. --no-verify --delete-remote -- a 3",
  ],
  [
    "backup --host=a -d --no-verify --description=x",
    "backup --description=x --download --dir=. --no-verify -- a",
  ],
  ["download --host=a --id=3 --part=2", "download --dir=. --part=2 -- a 3"],
  ["download --host=a --id=3 --part=-1", "download --dir=. -- a 3"],
  ["download --host=a --id=3 --dlmode=CHUNK", "download --dir=. --mode=chunk -- a 3"],
  ["download --host=a --id=3 -D", "download --dir=. --delete-remote -- a 3"],
  [
    "download --host=a --id=3 --dlmode=curl --dlurl=ftp://u@b/x",
    "download --dir=. --mode=ftp --url=ftp://u@b/x -- a 3",
  ],
  [
    "download --host=a --id=3 --dlmode=curl --dlurl=sftp://u@b/x",
    "download --dir=. --mode=sftp --url=sftp://u@b/x -- a 3",
  ],
])("%s comes to: %s", async (line, expected) => {
  assertEquals(await translated(line), expected);
});

Deno.test.each<[string, string]>([
  ["backup --secret=x", "usage/no-site"],
  ["download --host=a --id=3 --dlmode=fast", "download/mode"],
  ["download --host=a --id=3 --dlpath=nowhere", "download/path"],
  ["backup --host=a -d --dlpath=nowhere", "download/path"],
  ["download --host=a --id=3 --dlmode=curl", "download/url"],
  ["download --host=a --id=3 --dlmode=curl --dlurl=http://b/", "download/url"],
  ["profileimport --host=a", "profile/no-data"],
  ["download --host=a", "backup/no-id"],
  ["backupinfo --host=a --id=0", "backup/no-id"],
  ["delete --host=a --id=-1", "backup/no-id"],
  ["deletefiles --host=a", "backup/no-id"],
  ["profileexport --host=a", "profile/unknown"],
  ["download --host=a --id=3 --part=2 --delete", "usage/flag"],
  ["backup more --host=a", "usage/value"],
  ["--action=bakcup --host=a", "usage/command"],
])("%s is refused before anything is sent: %s", async (line, code) => {
  assertEquals(await translated(line), code);
});

Deno.test.each<[string, string[]]>([
  ["test --host=a", []],
  ["test --host=a --ua=x", ["--ua is ignored: sitehaul always identifies itself"]],
  ["test --host=a --verbose --encapsulation=5", [
    "--encapsulation is ignored: what is sent is protected by https alone",
    "--verbose is ignored: --debug shows every exchange",
  ]],
  ["backup --host=a --delete", ["--delete without --download: nothing is deleted"]],
])("%s warns of what has no effect: %j", async (line, expected) => {
  const read = readLine(line.split(" "));
  assertEquals((await translate(settingsOf(read, read.options), "/")).warnings, expected);
});

Deno.test("a profile in --data is what the standard input would be", async () => {
  const line = readLine(["profileimport", "--host=a", '--data={"x":1}']);
  const { words, stdin } = await translate(settingsOf(line, line.options), "/");
  assertEquals([words.join(" "), stdin], ["profiles import --file=- -- a", '{"x":1}']);
});

Deno.test.each<[string, string]>([
  ["--host=https://a", "https://a"],
  [
    "--host=https://a/ --component=com_akeeba --view=json",
    "https://a/index.php?option=com_akeeba&view=json&format=raw",
  ],
  [
    "--host=a --component=com_akeebabackup",
    "a/index.php?option=com_akeebabackup&view=api&format=raw",
  ],
  ["--host=a --endpoint=remote.php", "a/remote.php?option=com_akeeba&view=api&format=raw"],
  [
    "--host=a --endpoint=wp-admin/admin-ajax.php",
    "a/wp-admin/admin-ajax.php?action=akeebabackup_api",
  ],
  ["--host=a --api-endpoint=api/index.php", "a/api/index.php/v3/akeebabackup/getVersion"],
  ["--host=a --component=com_none", "a"],
  ["--host=a?option=com_akeeba&view=json", "a?option=com_akeeba&view=json"],
])("the options %s spell out %s", async (options, expected) => {
  const words = await translated(`test ${options}`);
  assertEquals(words.split(" -- ")[1], expected);
});
