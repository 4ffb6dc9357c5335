/**
 * The exchanges recorded from real servers, in `tests/transcripts/`: one JSON Lines file per
 * product version, each line one request and what came back.
 */
import * as z from "zod";

const headers = z.record(z.string(), z.string());

/** Where the bytes of a body that is given by its sum only can be found. */
const bodySource = z.strictObject({
  archive: z.string(),
  file: z.string(),
  offset: z.int(),
  length: z.int(),
  as: z.enum(["raw", "json-base64"]),
});

const exchange = z.strictObject({
  name: z.string(),
  group: z.string(),
  note: z.string().optional(),
  request: z.strictObject({
    method: z.string(),
    path: z.string(),
    headers,
    body: z.string().nullable(),
  }),
  response: z.strictObject({
    status: z.int(),
    reason: z.string(),
    headers,
    body: z.string().optional(),
    body_cut: z.boolean().optional(),
    body_from: bodySource.optional(),
    body_head: z.string().optional(),
    body_length: z.int().optional(),
    body_sha256: z.string().optional(),
    decoded_length: z.int().optional(),
    decoded_sha256: z.string().optional(),
  }).nullable(),
});

/** One recorded request, and the answer to it; `null` where none came. */
export type Exchange = z.infer<typeof exchange>;

/** The recorded servers, newest API level first. */
export const TRANSCRIPTS = [
  "joomla-10.2.1",
  "joomla-9.3.3",
  "joomla-7.5.0.1",
  "wordpress-9.1.1",
] as const;

/** The name of a recorded server. */
export type TranscriptName = (typeof TRANSCRIPTS)[number];

/** All exchanges with one server, in the order in which they were recorded. */
export async function loadTranscript(name: TranscriptName): Promise<Exchange[]> {
  const file = new URL(`../transcripts/${name}.jsonl`, import.meta.url);
  const text = await Deno.readTextFile(file);
  return text.split("\n").filter((line) => line !== "").map((line) =>
    exchange.parse(JSON.parse(line))
  );
}

/** The exchange of that name; its name is unique in its file. */
export function exchangeNamed(exchanges: readonly Exchange[], name: string): Exchange {
  const found = exchanges.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`No recorded exchange is named "${name}"`);
  return found;
}

/** The Secret Word of the recorded sites: a test value. */
export const RECORDED_SECRET = "Sup3rS3cretW0rd_For_Tests_9f2c";
