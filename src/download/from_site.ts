/** Parts from the site itself, through its API. */
import type { BytesSource, Fetching, Settings } from "./bytes_source.ts";
import { type DownloadMode, fetchPart, type Received } from "./fetch_part.ts";
import { numberNow, refuseMoved } from "./moved_part.ts";
import type { PartFile } from "./part_file.ts";
import type { DownloadWay } from "./parts_events.ts";
import type { TransferFacts } from "./transfer_state.ts";

/** Two keep the wire busy while one answer is worked on; more only press the server. */
export const CONNECTIONS: number = 2;

/** Asks for the parts through the API, whole or in segments. */
export function fromSite(mode: DownloadMode): BytesSource {
  return {
    connections: CONNECTIONS,
    // Hardly any server can begin a whole file in its middle.
    resumes: mode !== "http",
    fetch: fetchFromSite,
    wayOf: ({ facts }) => apiWayOf(facts),
  };
}

/** How the site was asked for the bytes of a part. */
export function apiWayOf({ hasWhole }: TransferFacts): DownloadWay {
  return hasWhole === false ? "segments" : "whole";
}

async function* fetchFromSite(
  { caller, record, part }: Fetching,
  file: PartFile,
  settings: Settings,
): AsyncGenerator<Received, void, void> {
  const { signal } = settings;
  const isOnly = record.parts === 1 && record.files?.length === 1;
  const source = { caller, id: record.id, part, isOnly, signal };
  const number = await numberNow(source, part.original);
  yield* fetchPart({ ...source, part: { ...part, part: number } }, file, settings);
  // Segments have no name.
  if (!isOnly && apiWayOf(file.facts) === "segments") await refuseMoved(source, file);
}
