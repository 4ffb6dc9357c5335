import { addresses } from "./addresses.ts";
import { archives } from "./archives.ts";
import { codecs } from "./codecs.ts";
import { configurations } from "./configurations.ts";
import { lostBytes } from "./lost_bytes.ts";
import { partHashes } from "./part_hashes.ts";
import { paths } from "./paths.ts";
import type { Target } from "./property.ts";
import { commandLines, names, redaction, screens, versions } from "./texts.ts";

export const TARGETS: readonly Target[] = [
  addresses,
  archives,
  codecs,
  commandLines,
  configurations,
  lostBytes,
  names,
  partHashes,
  paths,
  redaction,
  screens,
  versions,
];
