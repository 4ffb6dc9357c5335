import { assert, assertEquals, assertMatch } from "@std/assert";
import { openMetricsText } from "../../src/status/formats/openmetrics.ts";
import { DAY, HOUR, NOW, type Record, statusAfter } from "./recorded.ts";

const PROMTOOL = "/usr/bin/promtool";

/** `.ci/servers` installs it. */
const isInstalled = await Deno.stat(PROMTOOL).then(() => true, () => false);

const SHOP = { name: "shop", address: "https://shop.example", expectMs: 26 * HOUR };

/** Everything that there are lines for. */
async function all(job: Record): Promise<void> {
  for (const days of [5, 4, 3, 2]) await job(days * DAY);
  const seen = {
    product: "joomla",
    version: "10.2.1",
    tlsExpires: NOW + 40 * DAY,
    freeBytes: 1e12,
  };
  await job(DAY, { state: "failed", message: "Unknown host", seen });
  await job(HOUR, { state: "skipped", message: "busy" });
  await job(HOUR, { site: 'ev"il\\\n\u001b[31m', address: "https://evil.example" });
}

const text = async (record = all) => openMetricsText(await statusAfter(record, [SHOP]));

const samplesOf = (metrics: string, name: string) =>
  metrics.split("\n").filter((line) => line.startsWith(`${name}{`));

Deno.test("the time of the last success survives failures", async () => {
  const metrics = await text();
  assertEquals(
    samplesOf(metrics, "sitehaul_last_success_timestamp_seconds")[0],
    [
      'sitehaul_last_success_timestamp_seconds{site="shop",profile="1"}',
      (NOW - 2 * DAY) / 1000,
    ].join(" "),
  );
  assertEquals(
    samplesOf(metrics, "sitehaul_consecutive_failures")[0],
    'sitehaul_consecutive_failures{site="shop",profile="1"} 1',
  );
});

Deno.test("a site that was never backed up has no time of a success, and a state that says so", async () => {
  const metrics = await text(async () => {});
  assertEquals(samplesOf(metrics, "sitehaul_last_success_timestamp_seconds"), []);
  assertEquals(samplesOf(metrics, "sitehaul_status").filter((line) => line.endsWith(" 1")), [
    'sitehaul_status{site="shop",profile="1",state="never"} 1',
  ]);
});

Deno.test("every metric has a help, a type and, where its name has one, a unit; all ends with # EOF", async () => {
  const metrics = await text();
  const lines = metrics.split("\n");
  assertEquals(lines.at(-1), "# EOF");
  assertEquals(lines.filter((line) => line === "# EOF").length, 1);
  const names = new Set(lines.flatMap((line) => /^(sitehaul_\w+)\{/.exec(line)?.[1] ?? []));
  for (const name of names) {
    assert(metrics.includes(`# HELP ${name} `), name);
    assert(metrics.includes(`# TYPE ${name} gauge\n`), name);
    const unit = /_(seconds|bytes)$/.exec(name)?.[1];
    assertEquals(metrics.includes(`# UNIT ${name} `), unit !== undefined, name);
    if (unit !== undefined) assert(metrics.includes(`# UNIT ${name} ${unit}\n`), name);
  }
  assertEquals(names.size, 13);
});

Deno.test("labels are escaped, and hold nothing that a terminal obeys", async () => {
  const metrics = await text();
  assertMatch(metrics, /\{site="ev\\"il\\\\\\n\[31m",profile="1"\} 1000/);
  assert(!/[^\P{Cc}\n]/u.test(metrics));
});

Deno.test({
  name: "Prometheus' own tool reads the metrics, and finds nothing wrong with their names",
  ignore: !isInstalled,
  fn: async () => {
    const child = new Deno.Command(PROMTOOL, {
      args: ["check", "metrics"],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(`${await text()}\n`));
    await writer.close();
    const { code, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    assertEquals([code, decoder.decode(stdout) + decoder.decode(stderr)], [0, ""]);
  },
});
