import { assert, assertEquals } from "@std/assert";
import { createRedactor, redactText } from "../src/redact.ts";

Deno.test("who is named in a URL is hidden, with or without a password, in any letters", () => {
  for (const user of ["me", "me:pw", "user", "USERS", "USER:pw", ":USER", "USER:PASSWORD1"]) {
    assertEquals(redactText(`SFTP://${user}@a.example/x`), "SFTP://[redacted]@a.example/x");
  }
});

Deno.test("what a hint tells to write stays as it is", () => {
  const hint = "Write ftp://USER@HOST/FOLDER or sftp://USER:PASSWORD@HOST/FOLDER.";
  assertEquals(redactText(hint), hint);
});

Deno.test("a digest in JSON within JSON is hidden, however often that is escaped", () => {
  let text = '{"challenge":"ab:cd"}';
  for (let depth = 0; depth < 3; depth++) {
    assertEquals(redactText(text).includes("ab:cd"), false, text);
    text = JSON.stringify(text);
  }
});

Deno.test("every scheme may carry a user and a password", () => {
  for (const scheme of ["https", "s3", "git+ssh"]) {
    assertEquals(redactText(`${scheme}://u:p@h/`), `${scheme}://[redacted]@h/`);
  }
});

Deno.test("hostile texts take linear time", () => {
  // Quadratic, these took from 5 to 50 seconds each; the limit is generous to slow machines.
  const began = performance.now();
  for (const piece of ["a.", "\\", "a://", '"challenge"', '"challenge" ', "?token=", "://"]) {
    redactText(piece.repeat(120_000));
  }
  assert(performance.now() - began < 3000);
});

Deno.test("a secret as long as a book is hidden, too", () => {
  const book = "secret".repeat(100_000);
  assertEquals(createRedactor([book])(`<${book}>`), "<[redacted]>");
});
