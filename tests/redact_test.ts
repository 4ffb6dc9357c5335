import { assertEquals } from "@std/assert";
import { redactText } from "../src/redact.ts";

Deno.test("who is named in a URL is hidden, with or without a password, in any letters", () => {
  for (const user of ["me", "me:pw", "user", "USERS", "USER:pw", ":USER", "USER:PASSWORD1"]) {
    assertEquals(redactText(`SFTP://${user}@a.example/x`), "SFTP://[redacted]@a.example/x");
  }
});

Deno.test("what a hint tells to write stays as it is", () => {
  const hint = "Write ftp://USER@HOST/FOLDER or sftp://USER:PASSWORD@HOST/FOLDER.";
  assertEquals(redactText(hint), hint);
});
