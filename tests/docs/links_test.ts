import { assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DOCUMENTS, textOf, TOP } from "./documents.ts";

/** As GitHub makes them of headings. */
function anchorsOf(document: string): Set<string> {
  const headings = textOf(document).matchAll(/^#+ +(.+)$/gm);
  return new Set(
    Array.from(
      headings,
      ([, heading = ""]) =>
        heading.toLowerCase().replace(/[^\p{Letter}\p{Number} _-]/gu, "").replaceAll(" ", "-"),
    ),
  );
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(fileURLToPath(new URL(path, TOP)));
    return true;
  } catch {
    return false;
  }
}

Deno.test.each([...DOCUMENTS])("all links of %s lead somewhere", (document) => {
  const text = textOf(document).replace(/^ *```[^]*?^ *```$/gm, "");
  const broken = Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, link = ""]) => link)
    .filter((link) => !/^\w+:/.test(link))
    .filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? document : join(dirname(document), path);
      if (!isThere(target)) return true;
      return anchor !== undefined && !anchorsOf(target).has(anchor);
    });
  assertEquals(broken, []);
});

Deno.test.each([...DOCUMENTS])("the files that %s names are there", (document) => {
  const named = textOf(document).matchAll(
    /`((?:src|plugins|tests|bench|examples|docs|\.ci|\.github)\/[\w./-]*\w)`/g,
  );
  assertEquals(Array.from(named, ([, path = ""]) => path).filter((path) => !isThere(path)), []);
});
