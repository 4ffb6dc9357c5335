/** Backup records. */
import type { SitePart } from "../archives/site_part.ts";

/** A backup record as the site keeps it. Tests may change it. */
export interface SiteRecord {
  /** Its number. */
  id: number;
  /** The description. */
  description: string;
  /** The comment. */
  comment: string;
  /** When it began: `YYYY-MM-DD HH:MM:SS`, UTC. */
  start: string;
  /** Likewise; moves with every step. */
  end: string;
  /** The site's own word for how it stands. */
  status: "run" | "fail" | "complete";
  /** What took it. */
  origin: string;
  /** What was backed up. */
  type: string;
  /** The number of the profile. */
  profile: number;
  /** The name of the last part. */
  archive: string;
  /** The number of files, 0 for a single one. */
  multipart: number;
  /** The tag; the same as the origin. */
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
