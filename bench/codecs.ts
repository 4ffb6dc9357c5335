/**
 * How fast answers with a segment of 1 MiB become the bytes of an archive, clean and between the
 * noise of PHP, beside `JSON.parse` and base64 by the runtime.
 *
 *     deno task bench:codecs
 */
import { Buffer } from "node:buffer";
import { codecFor } from "../src/codecs/mod.ts";
import { decodeSegment, scanSegment } from "../src/codecs/segment_scan.ts";
import type { ApiVersion } from "../src/protocol/endpoint.ts";
import { seededBytes } from "../src/simulator/setup/content.ts";
import { median, MIB, printTable, ratio } from "./measure.ts";

const ROUNDS = 60;
const segment = Buffer.from(seededBytes(MIB, 1)).toString("base64");
/** JSON as PHP writes it: with slashes escaped. */
const php = (value: unknown) => JSON.stringify(value).replaceAll("/", "\\/");
const envelope = php({ status: 200, data: segment });
const framed = php({ encapsulation: 1, body: { status: 200, data: php(segment) } });
const NOISE =
  "<br />\n<b>Warning</b>: Undefined array key in <b>x.php</b> on line <b>1</b><br />\n";

const ANSWERS: readonly (readonly [name: string, api: ApiVersion, text: string, parse: string])[] =
  [
    ["v1", 1, `###${framed}###`, framed],
    ["v1, amid noise", 1, `${NOISE}###${framed}###${NOISE}`, framed],
    ["v2", 2, envelope, envelope],
    ["v2, amid noise", 2, `${NOISE}${envelope}${NOISE}`, envelope],
    ["v3", 3, envelope, envelope],
    ["v3, amid noise", 3, `${NOISE}${envelope}${NOISE}`, envelope],
  ];

function times(run: () => unknown): number[] {
  return Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    run();
    return performance.now() - began;
  });
}

/** As a connection does it: the quick way, and the tolerant one where that finds noise. */
function read(answer: Uint8Array, api: ApiVersion): Uint8Array {
  const bytes = scanSegment(answer, api);
  if (bytes !== undefined) return bytes;
  const { data } = codecFor(api).decode(new TextDecoder().decode(answer));
  return decodeSegment(String(data));
}

const rows = ANSWERS.map(([name, api, text, parse]) => {
  const answer = new TextEncoder().encode(text);
  const decode = () => {
    // The quick way decodes in place.
    if (read(answer.slice(), api).length !== MIB) throw new Error(`${name}: bytes are missing`);
  };
  const plain = () => {
    const { data = "", body } = JSON.parse(parse);
    return Buffer.from(body === undefined ? data : JSON.parse(body.data), "base64");
  };
  // Both once before: the first run is interpreted.
  times(decode);
  const [theirs, ours] = [times(plain), times(decode)];
  const rate = (values: readonly number[]) => `${(MIB / median(values) / 1000).toFixed(0)} MB/s`;
  return [name, rate(ours), rate(theirs), ratio(ours, theirs)];
});
printTable("Replies that contain 1 MiB of an archive", [
  ["answer", "sitehaul", "JSON.parse and base64", "ratio"],
  ...rows,
]);
