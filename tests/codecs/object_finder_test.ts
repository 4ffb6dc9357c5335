import { assert, assertEquals } from "@std/assert";
import { findObject, type ObjectShape } from "../../src/codecs/object_finder.ts";

const SHAPE: ObjectShape = [{ key: "status", value: /^-?\d+$/ }, { key: "data" }];

function foundIn(text: string): string | undefined {
  const { found } = findObject(text, SHAPE);
  return found === undefined ? undefined : text.slice(found.start, found.end);
}

/** A linear congruential generator: with the same seed, the same numbers in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

const PIECES = ["{", "}", "[", "]", '"', "\\", ":", ",", "1", "true", " ", "\n", "<b>", '{"a":'];

Deno.test("findObject() finds the object in any mixture of braces, quotes and commas", () => {
  const below = randomNumbers(7);
  const noise = () =>
    Array.from({ length: below(14) }, () => PIECES[below(PIECES.length)]).join("");
  for (let round = 0; round < 4000; round++) {
    const data = { [noise()]: [noise(), { deep: noise() }], list: [1, null, noise()] };
    const wanted = JSON.stringify({ status: 200, data }, null, below(2) * 2);
    const text = noise() + wanted + noise();
    assertEquals(foundIn(text), wanted, `round ${round}: ${JSON.stringify(text)}`);
  }
});

Deno.test("findObject() notices any cut through the object", () => {
  const text = JSON.stringify({
    status: 200,
    data: { list: ["{}", 'a"b', -1.5e3], more: "\u00e9" },
  });
  for (let length = 1; length < text.length; length++) {
    const { found, isCutOff } = findObject(text.slice(0, length), SHAPE);
    assertEquals([found, isCutOff], [undefined, true], text.slice(0, length));
  }
});

Deno.test.each([
  ["an object that holds another one of its shape", '{"status":1,"data":{"status":2,"data":3}}'],
  ["members in another order, and more of them", '{"x":[],"data":null,"y":{},"status":-1}'],
  ["blanks around everything", '{ "status" :\n 200 ,\t"data" : [ ] }'],
  ["escapes in strings", '{"status":200,"data":"\\u00e9\\"{\\\\"}'],
])("findObject() takes %s", (_what, wanted) => {
  assertEquals(foundIn(`x{"a ${wanted} }"`), wanted);
});

Deno.test.each([
  ["a status of the wrong form", '{"status":"ok","data":1}'],
  ["a status that is an object", '{"status":{},"data":1}'],
  ["a status that is said again, wrongly", '{"status":200,"data":1,"status":"x"}'],
  ["a missing member", '{"status":200}'],
  ["members of an inner object", '{"a":{"status":200},"data":1}'],
  ["a number that JSON does not have", '{"status":200,"data":01}'],
  ["a line break in a string", '{"status":200,"data":"a\nb"}'],
  ["an escape that JSON does not have", '{"status":200,"data":"\\x41"}'],
  ["a comma too many", '{"status":200,"data":1,}'],
  ["a bracket for a brace", '{"status":200,"data":[1}}'],
])("findObject() takes no %s", (_what, text) => {
  assertEquals(findObject(`<p>${text}</p>`, SHAPE), { found: undefined, isCutOff: false });
});

Deno.test("findObject() takes the last of several", () => {
  assertEquals(
    foundIn('{"status":1,"data":1} {"status":2,"data":2} {"status":"x","data":3}'),
    '{"status":2,"data":2}',
  );
});

Deno.test("findObject() takes the last one when the first stood in a string of noise", () => {
  assertEquals(foundIn('{"a {"status":1,"data":1} {"status":2,"data":2}'), '{"status":2,"data":2}');
});

Deno.test("findObject() takes nothing out of the data of an object that is cut off", () => {
  const text = '{"status":200,"data":[{"status":1,"data":1},';
  assertEquals(findObject(text, SHAPE), { found: undefined, isCutOff: true });
});

// At these lengths a search that starts again at every brace needs minutes.
Deno.test.each([
  ["braces", "{"],
  ["keys", '{"status":'],
  ["objects that begin well", '{"status":1,"data":'],
  ["objects in strings", '{"a {'],
  ["quoted braces", '"{'],
  ["braces and spaces", "{   "],
])("findObject() takes time in proportion to the length of endless %s", (_what, piece) => {
  const text = piece.repeat(Math.ceil(600_000 / piece.length));
  const start = performance.now();
  const { found } = findObject(text, SHAPE);
  assertEquals(found, undefined);
  assert(performance.now() - start < 3000);
});
