/** The tables of SECURITY.md: what holds is what a test tries. */
import { assert, assertEquals } from "@std/assert";
import { TOP } from "./documents.ts";

const HEADER = ["threat", "what holds", "what does not", "tests"];

/** The rows of all tables, as cells. */
const ROWS = (await Deno.readTextFile(new URL("SECURITY.md", TOP))).split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) => line.replace(/^\|(.*)\|$/, "$1").split("|").map((cell) => cell.trim()));

const THREATS = ROWS.filter(([first = ""]) => first !== HEADER[0] && !/^-+$/.test(first));

Deno.test("every table of threats has the same columns", () => {
  const headers = ROWS.filter(([first]) => first === HEADER[0]);
  assert(headers.length >= 4);
  for (const header of headers) assertEquals(header, HEADER);
  for (const row of THREATS) assertEquals(row.length, HEADER.length, row[0]);
});

Deno.test("every threat names what holds and what does not, and at least one test that exists", async () => {
  assert(THREATS.length > 20);
  for (const [threat = "", holds = "", not = "", tests = ""] of THREATS) {
    assert(threat !== "" && holds !== "" && not !== "", threat);
    const names = tests.split(", ");
    for (const name of names) {
      const [, path] = /^`(tests\/[\w/]+_test\.ts)`$/.exec(name) ?? [];
      assert(path !== undefined, `${threat}: ${name} is no test`);
      const text = await Deno.readTextFile(new URL(path, TOP));
      assert(/\b(?:Deno\.test|testOnEach)\b/.test(text), `${threat}: ${path} has no test`);
    }
  }
});
