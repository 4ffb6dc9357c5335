import { assertEquals } from "@std/assert";
import { candidateFiles, namedFile, userFolder } from "../../src/config/find.ts";

function places(os: string, cwd: string, variables: Record<string, string>, flag?: string) {
  return { os, cwd, flag, env: (name: string) => variables[name] };
}

const yaml = (files: readonly string[]) => files.filter((file) => file.endsWith(".yaml"));

Deno.test("the file that is named wins: the flag before the variable", () => {
  const variables = { SITEHAUL_CONFIG: "/etc/a.yaml" };
  assertEquals(namedFile(places("linux", "/x", variables, "b.yaml")), "/x/b.yaml");
  assertEquals(namedFile(places("linux", "/x", variables)), "/etc/a.yaml");
  assertEquals(namedFile(places("linux", "/x", {})), undefined);
});

Deno.test("folders are looked through up to the home folder, then the user's own", () => {
  assertEquals(yaml(candidateFiles(places("linux", "/home/me/a/b", { HOME: "/home/me" }))), [
    "/home/me/a/b/sitehaul.yaml",
    "/home/me/a/sitehaul.yaml",
    "/home/me/sitehaul.yaml",
    "/home/me/.config/sitehaul/sitehaul.yaml",
  ]);
});

Deno.test("outside the home folder nobody's parent folders are trusted", () => {
  for (const home of ["/home/me", "/home/m"]) {
    assertEquals(yaml(candidateFiles(places("linux", "/home/me2/x", { HOME: home }))), [
      "/home/me2/x/sitehaul.yaml",
      `${home}/.config/sitehaul/sitehaul.yaml`,
    ]);
  }
  assertEquals(yaml(candidateFiles(places("linux", "/srv", {}))), ["/srv/sitehaul.yaml"]);
});

Deno.test.each<[string, Record<string, string>, string | undefined]>([
  ["linux", { HOME: "/home/me", XDG_CONFIG_HOME: "/cfg" }, "/cfg/sitehaul"],
  ["linux", { HOME: "/home/me", XDG_CONFIG_HOME: "cfg" }, "/home/me/.config/sitehaul"],
  ["darwin", { HOME: "/Users/me" }, "/Users/me/Library/Application Support/sitehaul"],
  ["windows", { APPDATA: "C:\\Roaming" }, "C:\\Roaming\\sitehaul"],
  ["linux", {}, undefined],
])("on %s with %j the user's folder is %j", (os, variables, folder) => {
  assertEquals(userFolder(places(os, "/", variables)), folder);
});
