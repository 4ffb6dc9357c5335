import { assert, assertEquals, assertThrows } from "@std/assert";
import { SitehaulError } from "../../src/base/errors.ts";
import { compareVersions, inRange, isVersion } from "../../src/product/compare_versions.ts";

const OLDEST_TO_NEWEST = [
  "1.0.0",
  "7.4.0",
  "7.4.0.1",
  "7.5.0-dev20200101",
  "7.5.0-dev20200102",
  "7.5.0.a1",
  "7.5.0-alpha2",
  "7.5.0.b1",
  "7.5.0-beta2",
  "7.5.0.b10",
  "7.5.0-rc1",
  "7.5.0.rc2",
  "7.5.0",
  "7.10.0",
  "7.x",
  "8.0.0.b1",
  "8.0",
  "10.2.1-dev202601011234-rev1a2b3c4",
  "10.2.1",
];

Deno.test("compareVersions() sorts numbers as numbers and pre-releases before the final version", () => {
  const shuffled = OLDEST_TO_NEWEST.toReversed().toSorted((a, b) => a.length - b.length);
  assertEquals(shuffled.toSorted(compareVersions), OLDEST_TO_NEWEST);
  for (const [index, version] of OLDEST_TO_NEWEST.entries()) {
    for (const [other, against] of OLDEST_TO_NEWEST.entries()) {
      const expected = Math.sign(index - other);
      assert(compareVersions(version, against) === expected, `${version} against ${against}`);
    }
  }
});

Deno.test("compareVersions() takes different spellings of one version for the same", () => {
  for (const [a, b] of [["8", "8.0.0"], ["9.0.0.b1", "9.0.0-BETA1"], ["v7.x", "7.X"]] as const) {
    assertEquals([compareVersions(a, b), compareVersions(b, a)], [0, 0]);
  }
});

Deno.test("inRange() includes both ends, and every 7 up to 7.x", () => {
  for (const version of ["7.5.0", "7.99.1.2", "8.0.0.b1", "8.999", "8.x", "7.x"]) {
    assert(inRange(version, "7.5.0", "8.x"), version);
  }
  for (const version of ["7.4.0.1", "7.4.x", "9.0.0", "9.0.0.a1", "9.0.0-dev20210101"]) {
    assert(!inRange(version, "7.5.0", "8.x"), version);
  }
  assert(inRange("99.0", "9.6.0"));
});

Deno.test("inRange() counts a pre-release of the first version to the range", () => {
  assert(inRange("9.0.0.b1", "9.0.0", "9.5.x"));
  assert(inRange("9.0.0-dev20210101", "9.0.0"));
  assert(!inRange("8.9.9", "9.0.0"));
  assert(!inRange("9.0.0.a1", "9.0.0.b1"), "a range that begins with a beta leaves out the alpha");
});

Deno.test("isVersion() refuses what cannot be compared", () => {
  for (
    const text of ["", "x", "latest", "rev1a2b3c4", "9.", ".9", "9..1", "9.x.1", "9.0 Pro", "-1"]
  ) {
    assert(!isVersion(text), text);
    const error = assertThrows(() => compareVersions(text, "1.0"), SitehaulError);
    assertEquals(error.code, "usage/value");
  }
  for (const text of OLDEST_TO_NEWEST) assert(isVersion(text), text);
});
