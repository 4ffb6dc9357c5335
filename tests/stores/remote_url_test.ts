import { assert, assertEquals } from "@std/assert";
import { describePlace, parseRemoteUrl, pathOf } from "../../src/stores/remote_url.ts";
import { isSitehaulError, type SitehaulError } from "../../src/base/errors.ts";

const cases: readonly (readonly [string, string, number, string])[] = [
  ["ftp://me:pw@example.com/a/b/", "example.com", 21, "a/b"],
  ["ftp://me:pw@example.com", "example.com", 21, ""],
  ["ftp://me:pw@example.com//var/backups", "example.com", 21, "/var/backups"],
  ["ftp://me:pw@example.com/%2Fvar/backups", "example.com", 21, "/var/backups"],
  ["ftp://me:pw@example.com:2121/a%20b/%C3%BC", "example.com", 2121, "a b/ü"],
  ["ftps://me:pw@example.com/a", "example.com", 990, "a"],
  ["ftps://me:pw@example.com:21/a", "example.com", 21, "a"],
  ["FTPES://me:pw@EXAMPLE.com/a", "example.com", 21, "a"],
  ["sftp://me:pw@Example.com/var/backups/", "example.com", 22, "/var/backups"],
  ["sftp://me:pw@example.com", "example.com", 22, ""],
  ["sftp://me:pw@example.com/", "example.com", 22, "/"],
  ["sftp://me:pw@example.com/~/backups", "example.com", 22, "backups"],
  ["sftp://me:pw@example.com/~", "example.com", 22, ""],
  ["sftp://me:pw@example.com:21/a", "example.com", 21, "/a"],
  ["sftp://me:pw@[2001:db8::1]:2222/a", "2001:db8::1", 2222, "/a"],
  ["sftp://me:pw@münchen.example/a", "xn--mnchen-3ya.example", 22, "/a"],
];

Deno.test.each(cases)("the URL %s is read", (url, host, port, folder) => {
  const place = parseRemoteUrl(url);
  assertEquals([place.host, place.port, place.folder], [host, port, folder]);
  assertEquals([place.user, place.password], ["me", "pw"]);
});

Deno.test("user and password are percent-decoded, and may be left out", () => {
  const place = parseRemoteUrl("sftp://us%40er:p%40ss%3Aw%C3%B6rd%2F%25@example.com/");
  assertEquals([place.user, place.password], ["us@er", "p@ss:wörd/%"]);
  const bare = parseRemoteUrl("ftp://example.com/");
  assertEquals([bare.user, bare.password], [undefined, undefined]);
});

Deno.test("the name of a file is joined to the folder", () => {
  const path = (url: string) => pathOf(parseRemoteUrl(url), "x.jpa");
  assertEquals(path("ftp://h/a/b/"), "a/b/x.jpa");
  assertEquals(path("ftp://h/"), "x.jpa");
  assertEquals(path("ftp://h/%2F"), "/x.jpa");
  assertEquals(path("sftp://h/"), "/x.jpa");
  assertEquals(path("sftp://h/~/"), "x.jpa");
});

Deno.test("a place is described without user and password", () => {
  assertEquals(describePlace(parseRemoteUrl("sftp://me:pw@[::1]:22/a")), "sftp://[::1]");
  assertEquals(describePlace(parseRemoteUrl("ftps://me:pw@h:9990/a")), "ftps://h:9990");
});

const SECRET = "s3cret";
const refused: readonly (readonly [string])[] = [
  [`https://me:${SECRET}@example.com/`],
  [`me:${SECRET}@example.com`],
  [`${SECRET}`],
  [`ftp:me:${SECRET}@example.com`],
  [`sftp://me:${SECRET}#1@example.com/`],
  [`sftp://me:${SECRET}?1@example.com/`],
  [`sftp://me:12#${SECRET}@example.com/`],
  [`sftp://me:${SECRET}/x@example.com/`],
  [`sftp://me:${SECRET}%@example.com/`],
  [`sftp://me:${SECRET}@example.com/%0d%0aDELE%20x`],
  [`ftp://me:${SECRET}%0d%0aDELE%20x@example.com/`],
  [`sftp://me:${SECRET}@/`],
  [`ftp://me:${SECRET}@example.com:99999/`],
];

Deno.test.each(refused)("the URL %s is refused without repeating the password", (url) => {
  const error = thrown(() => parseRemoteUrl(url));
  assert(isSitehaulError(error, "download/url"), `${error}`);
  const { message, hint } = error as SitehaulError;
  assert(!`${message} ${hint}`.includes(SECRET), message);
  assert(hint?.includes("%23"));
});

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
}
