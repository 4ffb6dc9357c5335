import { assertEquals } from "@std/assert";
import { isSameFamily } from "../../src/transport/site_family.ts";

Deno.test.each([
  ["example.com", "example.com"],
  ["example.com", "www.example.com"],
  ["www.example.com", "example.com"],
  ["example.com", "blog.example.com"],
  ["a.b.example.com", "example.com"],
  ["www.example.com", "blog.example.com"],
  ["example.co.uk", "www.example.co.uk"],
  ["shop.example.co.uk", "example.co.uk"],
  ["EXAMPLE.com.", "example.com"],
  ["127.0.0.1", "127.0.0.1"],
  ["[::1]", "[::1]"],
  ["localhost", "localhost"],
])("%s and %s are one site's", (one, other) => {
  assertEquals([isSameFamily(one, other), isSameFamily(other, one)], [true, true]);
});

Deno.test.each([
  ["example.com", "example.org"],
  ["example.com", "notexample.com"],
  ["a.example.com", "b.example.com"],
  ["example.com", "com"],
  ["www.com", "com"],
  ["a.co.uk", "b.co.uk"],
  ["a.co.uk", "co.uk"],
  ["www.co.uk", "co.uk"],
  ["example.com.br", "com.br"],
  ["localhost", "evil.localhost"],
  ["127.0.0.1", "localhost"],
  ["127.0.0.1", "0.0.1"],
  ["127.0.0.1", "127.0.0.2"],
  ["[::1]", "[::2]"],
  ["example.com", "example.com.evil.net"],
  ["example.com", ""],
])("%s and %s are strangers", (one, other) => {
  assertEquals([isSameFamily(one, other), isSameFamily(other, one)], [false, false]);
});
