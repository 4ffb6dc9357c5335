import { assertEquals } from "@std/assert";
import {
  durationFault,
  durationMs,
  parseDuration,
  parseRate,
  rateFault,
} from "../../src/config/duration.ts";

const HOUR = 3_600_000;

Deno.test.each<[string, number]>([
  ["30s", 30_000],
  ["90min", 1.5 * HOUR],
  ["26h", 26 * HOUR],
  ["1.5 h", 1.5 * HOUR],
  ["14d", 14 * 24 * HOUR],
  ["8w", 56 * 24 * HOUR],
  ["6mo", 180 * 24 * HOUR],
  ["1y", 365 * 24 * HOUR],
])("%s is a span of time", (text, ms) => {
  assertEquals([durationFault(text), durationMs(text)], [undefined, ms]);
});

Deno.test("months and years keep their unit, for whoever has a calendar", () => {
  assertEquals(parseDuration("6mo"), { amount: 6, unit: "mo" });
});

Deno.test.each<[string, RegExp]>([
  ["90m", /^90m could be minutes or months: write 90min or 90mo$/],
  ["6M", /^6M could be minutes or months/],
  ["0h", /^expected a time such as/],
  ["-1h", /^expected a time/],
  ["26", /^expected a time/],
  ["h", /^expected a time/],
  ["1h30", /^expected a time/],
  ["1e3h", /^expected a time/],
  ["5toString", /^expected a time/],
])("%s is no span of time", (text, fault) => {
  assertEquals([parseDuration(text), durationMs(text)], [undefined, NaN]);
  assertEquals(fault.test(durationFault(text) ?? ""), true, durationFault(text));
});

Deno.test.each<[string, number]>([
  ["50MB/s", 50e6],
  ["20 MiB/s", 20 * 1024 ** 2],
  ["800kB/s", 800e3],
  ["0.5GB/s", 5e8],
  ["1500B/s", 1500],
])("%s is a rate", (text, rate) => {
  assertEquals([rateFault(text), parseRate(text)], [undefined, rate]);
});

Deno.test.each<[string, RegExp]>([
  ["50MB", /^expected bytes per second such as .+s$/],
  ["50Mb/s", /: bytes, not bits$/],
  ["50Mbit/s", /: bytes, not bits$/],
  ["50Mbps", /: bytes, not bits$/],
  ["0MB/s", /^expected bytes per second/],
  ["50 constructor/s", /^expected bytes per second/],
])("%s is no rate", (text, fault) => {
  assertEquals(parseRate(text), undefined);
  assertEquals(fault.test(rateFault(text) ?? ""), true, rateFault(text));
});
