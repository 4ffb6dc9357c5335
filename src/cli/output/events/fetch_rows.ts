/** The events of downloading a backup and proving it, and of updating a site. */
import type { DownloadProgress } from "../../../download/parts_events.ts";
import { formatBytes } from "../bytes.ts";
import { fileName } from "../short_path.ts";
import {
  type EventOf,
  milestone,
  note,
  type PartsSoFar,
  type Progress,
  type Rows,
  warning,
} from "./row.ts";

/** In the order of the documents. */
export const FETCH_ROWS: Rows<
  | "progress"
  | "part"
  | "doubted"
  | "verifying"
  | "checking"
  | "verified"
  | "deleted"
  | "stage"
> = {
  progress: {
    about: "Progress of one part (`download`) or one file (`extract`)",
    fields: ({ site, field, count, z }) => ({
      site: site.optional(),
      name: field(z.string().optional(), "`download`: the file name of the part"),
      index: field(
        z.int().positive().optional(),
        "`download`: which of the parts it is, from 1",
      ),
      count: field(count.optional(), "`download`: the number of parts"),
      received: field(count.optional(), "`download`: bytes on the disk so far"),
      archive: field(z.string().optional(), "`extract`: the file name of the archive"),
      path: field(z.string().optional(), "`extract`: the path of the file"),
      written: field(count.optional(), "`extract`: bytes written so far"),
      size: field(
        count.nullable(),
        "Bytes in total; `null` if the server does not know the size of the part",
      ),
    }),
    // A key that is there with `null` says that it is not known.
    json: (event) => ({ ...event, size: event.size ?? null }),
    progress: (event, { parts }) => "written" in event ? inFile(event) : inPart(event, parts),
  },
  part: {
    about: "A part is complete and has its final name",
    fields: ({ site, PART, field, z }) => ({
      site,
      ...PART,
      wasThere: field(z.boolean(), "Whether it had been downloaded before"),
      way: field(
        z.enum(["whole", "segments", "store"]).optional(),
        "How it came: at least partly as a `whole` file, all in `segments`, or from the folder of " +
          "`--url`; absent if it had been downloaded before and that is not known",
      ),
    }),
    line: ({ name, size, wasThere }) =>
      milestone(`${wasThere ? "already downloaded" : "downloaded"} ${name}, ${formatBytes(size)}`),
  },
  doubted: {
    about: "Whole files are doubted; the download goes on in segments",
    fields: ({ site, field, z }) => ({ site, reason: field(z.string(), "What happened") }),
    line: ({ reason }) =>
      warning(`${reason}; downloading in segments, to see what is on the server`),
  },
  verifying: {
    about: "An archive is about to be read to its end",
    fields: ({ site, field, z }) => ({ site, path: field(z.string(), "The path of the archive") }),
    line: ({ path }) => milestone(`reading ${fileName(path)} to its end`),
    progress: ({ path }) => ({ phase: "verify", percent: 0, text: fileName(path) }),
  },
  checking: {
    about: "Progress of reading an archive",
    fields: ({ site, field, count }) => ({
      site,
      done: field(count, "Bytes read so far"),
      total: field(count, "Bytes in total"),
    }),
    progress: ({ done: bytes, total }) => ({
      phase: "verify",
      percent: percentOf(bytes, total),
      bytes,
      text: `${formatBytes(bytes)} read`,
    }),
  },
  verified: {
    about: "An archive has been read to its end",
    fields: ({ site, report }) => ({ site, report }),
  },
  deleted: {
    about: "The files on the server have been deleted",
    fields: ({ site, id }) => ({ site, id }),
  },
  stage: {
    about: "A stage of an update has started",
    fields: ({ site, field, z }) => ({
      site,
      stage: field(z.string(), "`download`, `extract`, `install` or `cleanup`"),
      version: field(z.string(), "The version that is being installed"),
    }),
    line: ({ version, stage }) => note(`update to ${version}: ${stage}`),
    progress: ({ version, stage }) => ({ phase: "update", text: `${version}, ${stage}` }),
  },
};

function inFile(event: Extract<EventOf<"progress">, { readonly written: number }>): Progress {
  const { path, written, size } = event;
  const text = `${path}, ${formatBytes(written)} of ${formatBytes(size)}`;
  return { phase: "extract", percent: percentOf(written, size), text };
}

/**
 * The parts are of about the same size, so those that nobody has asked for yet count as much. Of a
 * part of unknown size nobody knows how far it is.
 */
function inPart(event: DownloadProgress, before: PartsSoFar = new Map()): Progress {
  const { index, count, name, received, size } = event;
  const parts = new Map(before).set(index, { received, size });
  let [bytes, share] = [0, 0];
  for (const part of parts.values()) {
    bytes += part.received;
    share += part.size === 0 ? 1 : part.received / (part.size ?? NaN);
  }
  const percent = Number.isNaN(share) ? undefined : share / Math.max(1, count) * 100;
  const text = count === 1 ? name : `part ${index} of ${count}, ${name}`;
  return { phase: "download", percent, bytes, text, parts };
}

function percentOf(done: number, total: number): number {
  return total === 0 ? 100 : done / total * 100;
}
