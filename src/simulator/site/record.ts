/** Backup records. */
import type { SitePart } from "../archives/site_part.ts";

/** A backup record as the site keeps it. Tests may change it. */
export interface SiteRecord {
  /** Counts up; a number is not used again, unless a test does. */
  id: number;
  /** What startBackup was given. */
  description: string;
  /** What startBackup was given; `""` for nothing. */
  comment: string;
  /** When it began: `YYYY-MM-DD HH:MM:SS`, UTC. */
  start: string;
  /** Likewise; moves with every step. */
  end: string;
  /** The site's own word for how it stands. */
  status: "run" | "fail" | "complete";
  /** `json` for backups by the API. */
  origin: string;
  /** `full`, `fileonly` or `dbonly`. */
  type: string;
  /** The `id` of the profile. */
  profile: number;
  /** The name of the last part. */
  archive: string;
  /** The number of files, 0 for a single one. */
  multipart: number;
  /** What steps find a running backup by; the same as the origin. */
  tag: string;
  /** The identifier for steps; `""` where there is none. */
  backupId: string;
  /** What the record claims; the files may be gone anyway. */
  filesExist: boolean;
  /** Where it was uploaded to; `"NULL"` on backups that another start has killed. */
  remote: string | null;
  /** The size that the record claims, bytes. */
  totalSize: number;
  /** Whether it is protected from deletion. */
  frozen: boolean;
  /** A flag without meaning for clients. */
  inStep: boolean;
  /** The files that exist now. */
  parts: SitePart[];
}

/** `YYYY-MM-DD HH:MM:SS`, UTC. */
export function timestamp(date: Date): string {
  return date.toISOString().slice(0, 19).replace("T", " ");
}
