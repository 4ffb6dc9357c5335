import { assertEquals, assertStrictEquals } from "@std/assert";
import { setTraits, traitsOf } from "../../src/transport/traits.ts";

Deno.test("traits add up, and setTraits() gives the same request", () => {
  const request = new Request("http://example.com/");
  assertEquals(traitsOf(request), {});
  assertStrictEquals(setTraits(request, { repeatable: true, idleMs: 1 }), request);
  setTraits(request, { idleMs: 2 });
  assertEquals(traitsOf(request), { repeatable: true, idleMs: 2 });
});

Deno.test("a copy of a request has no traits, so that it cannot be retried by accident", () => {
  const request = setTraits(new Request("http://example.com/"), { repeatable: true });
  assertEquals(traitsOf(request.clone()), {});
});
