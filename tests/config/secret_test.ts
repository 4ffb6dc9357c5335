import { assert, assertEquals, assertRejects } from "@std/assert";
import { downloadFolder } from "../../src/config/download_folder.ts";
import { isPlain, readSecretSource, type SecretReaders } from "../../src/config/secret.ts";
import { SitehaulError } from "../../src/base/errors.ts";

const FILES: Readonly<Record<string, string>> = {
  "/run/secrets/x": "from file\n",
  "/ends": "\ufefffrom file\r\n\n  \n",
  "/two": "one\ntwo\n",
};

const READERS: SecretReaders = {
  env: (name) => ({ WORD: "from env", EMPTY: "" })[name],
  readFile: (path) =>
    path in FILES ? Promise.resolve(FILES[path] ?? "") : Promise.reject(new Error("gone")),
  run: (command) => Promise.resolve(`${command.join("+")}\nsecond line\n`),
};

Deno.test.each([
  ["plain", "plain"],
  ["${env:WORD}", "from env"],
  ["${file:/run/secrets/x}", "from file"],
  ["${file:/ends}", "from file"],
  ["a-${env:WORD}-${env:WORD}", "a-from env-from env"],
  ["$ {env:WORD} costs $5", "$ {env:WORD} costs $5"],
])("%j stands for %j", async (source, secret) => {
  assertEquals(await readSecretSource(source, "the secret", READERS), secret);
});

Deno.test("of a command the first line counts, and no shell looks at its words", async () => {
  const source = { command: ["pass", "show", "$(x)"] };
  assertEquals(await readSecretSource(source, "it", READERS), "pass+show+$(x)");
});

Deno.test.each<[string, string]>([
  ["${env:NONE}", "Cannot read the secret of shop: the variable NONE is not set"],
  ["${env:EMPTY}", "Cannot read the secret of shop: it is empty"],
  ["${file:/x}", "Cannot read the secret of shop: the file /x: gone"],
  [
    "${file:/two}",
    "Cannot read the secret of shop: the file /two: the file has more than one line",
  ],
])("%j is an error that names the field and the source", async (source, message) => {
  const read = () => readSecretSource(source, "the secret of shop", READERS);
  const error = await assertRejects(read, SitehaulError);
  assertEquals([error.code, error.message], ["config/invalid", message]);
});

Deno.test("what a secret refers to is not plain", () => {
  assertEquals(["word", "${env:A}", "${env:A}${file:/b}", "x${env:A}"].map(isPlain), [
    true,
    false,
    false,
    true,
  ]);
  assert(!isPlain({ command: ["pass"] }));
});

Deno.test("placeholders of a folder become plain names that lead nowhere else", () => {
  const values = { site: "https://a.example/../../etc/", id: 7, date: "2026-01-31" };
  assertEquals(
    downloadFolder("b/{site}/{date}-{id}", values),
    "b/a.example_.._.._etc/2026-01-31-7",
  );
  for (const site of ["..", ".", "/", "\\..\\", ""]) {
    const folder = downloadFolder("b/{site}", { ...values, site });
    assert(/^b\/[^./\\][^/\\]*$/.test(folder), folder);
  }
});
