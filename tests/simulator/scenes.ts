/** The state of the recorded sites, group by group; what single exchanges need besides. */
import type {
  Mischief,
  SimulatedProfile,
  SimulatorOptions,
  SitePart,
  SiteRecord,
} from "../../src/simulator/mod.ts";
import { NOISE } from "../../src/simulator/mod.ts";
import type { TranscriptName } from "../support/transcripts.ts";

/** What an exchange needs. */
export interface Scene {
  /** Whether the exchange has a site of its own. */
  readonly fresh?: true;
  /** Whether the records of the answer exist before it. */
  readonly asRecorded?: true;
  readonly options?: Partial<SimulatorOptions>;
  readonly records?: readonly Partial<SiteRecord>[];
  /** A backup that runs: its record, its profile, and the number of its last step. */
  readonly running?: {
    readonly id: number;
    readonly profile?: number;
    readonly until: number;
    readonly description?: string;
  };
  readonly mischief?: Mischief;
}

/** What a transcript needs. */
export interface Scenes {
  readonly site: Pick<SimulatorOptions, "product" | "version"> & Partial<SimulatorOptions>;
  /** Where to drive backups, with a query. */
  readonly endpoint: string;
  readonly groups: Readonly<Record<string, Scene>>;
  readonly exchanges: Readonly<Record<string, Scene>>;
}

const MEBIBYTE = 1_048_576;

function part(name: string, size: number): SitePart {
  return { name, size, read: (offset, length) => new Uint8Array(Math.min(length, size - offset)) };
}

function single(id: number, size: number): Partial<SiteRecord> {
  return { id, parts: [part("site.jpa", size)] };
}

function split(id: number, last: number): Partial<SiteRecord> {
  const whole = [1, 2, 3, 4, 5, 6].map((number) => part(`site.j0${number}`, MEBIBYTE));
  return { id, parts: [part("site.jpa", last), ...whole] };
}

const SAMPLES = (id: number): SimulatedProfile => ({
  id,
  name: "Samples",
  type: "fileonly",
  archiveName: "sample-files",
});

const OWN: Scene = { fresh: true };
const RECORDS: Scene = { fresh: true, asRecorded: true };

const JOOMLA_10: Scenes = {
  site: {
    product: "joomla",
    version: "10.2.1",
    profiles: [
      { id: 1, name: "Default Backup Profile" },
      { id: 7, name: "Broken output dir", output: "unusable" },
    ],
  },
  endpoint: "/index.php?option=com_akeebabackup&view=api&format=raw",
  groups: {
    "list": RECORDS,
    "info": RECORDS,
    "state": OWN,
    "backup-multipart": { options: { profiles: [SAMPLES(101)] } },
    "backup-single": { options: { profiles: [SAMPLES(101)] } },
    "backup-warnings": { options: { profiles: [SAMPLES(101)] } },
    "repeated-step": { options: { steps: 12 } },
    "download": { records: [single(2, 18_190_065)] },
    "direct": { records: [single(2, 18_190_065)] },
    "delete": { records: [{ id: 20, frozen: true }] },
  },
  exchanges: {
    "disabled v2i right secret": { ...OWN, options: { apiEnabled: false } },
    "disabled v2a token": { ...OWN, options: { apiEnabled: false } },
    "secret='weak' v2i": { ...OWN, options: { secret: "weak" } },
    "v2i stepBackup, the client gives up after 0.7 s": {
      running: { id: 24, profile: 8, until: 9 },
    },
    "v2i dup1 duplicate step (simultaneous), request 1": { running: { id: 27, until: 13 } },
    "component disabled v3": {
      mischief: {
        http: {
          status: 404,
          type: "application/json; charset=utf-8",
          body: '{"error":true,"code":404,"message":"Component not found."}',
        },
      },
    },
    "site offline v2i format=json": { ...OWN, mischief: { status: 503 } },
    "force_ssl=2 v2i": { ...OWN, mischief: { redirect: { to: "https" } } },
    "database down v2i": { ...OWN, mischief: { databaseDown: true } },
    "database down v2a": { ...OWN, mischief: { databaseDown: true } },
    "v2i getVersion with a PHP warning printed before Joomla boots": {
      ...OWN,
      mischief: { noise: { before: NOISE.phpWarning } },
    },
  },
};

const OLD_PROFILES: readonly SimulatedProfile[] = [
  { id: 1, name: "Default Backup Profile" },
  { id: 2, name: "Multi part 1MB", partSize: MEBIBYTE },
  { id: 3, name: "Broken output", output: "unwritable" },
];

const JOOMLA_9: Scenes = {
  site: { product: "joomla", version: "9.3.3", profiles: OLD_PROFILES },
  endpoint: "/index.php?option=com_akeebabackup&view=api&format=raw",
  groups: {
    "list": RECORDS,
    "info": RECORDS,
    "download": { records: [single(1, 6_670_654), split(2, 379_373)] },
    "direct": { records: [single(1, 6_670_654), split(2, 379_373)] },
    "delete": { records: [{ id: 1, frozen: true }, split(2, 379_373)] },
  },
  exchanges: {
    "API disabled, right secret": { ...OWN, options: { apiEnabled: false } },
    "step with wrong tag": { running: { id: 14, profile: 2, until: 3 } },
  },
};

const WITHIN: Partial<SimulatorOptions> = {
  expired: false,
  clock: () => new Date("2021-01-15T12:20:06Z"),
};

const SECOND: Partial<SiteRecord> = {
  description: 'Desc x & "q" é€',
  comment: "a comment",
  origin: "frontend",
  tag: "frontend",
  backupId: "2",
  profile: 2,
};

const JOOMLA_7: Scenes = {
  site: { product: "joomla", version: "7.5.0.1", profiles: OLD_PROFILES },
  endpoint: "/index.php?option=com_akeeba&view=api&format=raw",
  groups: {
    "list": RECORDS,
    "info": RECORDS,
    "v1": { options: { ...WITHIN, php: 8 } },
    "v1-backup": { options: WITHIN },
    "v1-download": { options: WITHIN, records: [single(1, 6_623_439), split(2, 332_147)] },
    "download": { records: [single(1, 6_623_529), split(2, 332_147)] },
    "direct": { records: [single(1, 6_623_529), split(2, 332_147)] },
    "delete": { records: [{ id: 1, frozen: true }, { ...split(2, 332_147), ...SECOND }] },
  },
  exchanges: {
    "API disabled, right secret": { ...OWN, options: { apiEnabled: false } },
    "v1 API disabled": { ...OWN, options: { ...WITHIN, apiEnabled: false } },
    "startBackup P3 broken output": { ...OWN, options: { php: 8 } },
    "v2 startBackup on PHP 8 raw": { ...OWN, options: { php: 8 } },
    "step with wrong tag": { running: { id: 15, until: 3 } },
    "v2 style request to view=json": { ...OWN, options: WITHIN },
  },
};

const PLAIN: Partial<SimulatorOptions> = { encryptedSecret: false };
const QUOTED = 'Abc"def_ghi-JKL_9f2c_XyZ1';

const WORDPRESS_9: Scenes = {
  site: {
    product: "wordpress",
    version: "9.1.1",
    profiles: [
      { id: 1, name: "Default Backup Profile" },
      { id: 2, name: "Multi part 2MB", partSize: 2 * MEBIBYTE },
      { id: 5, name: "Broken output dir", output: "unusable" },
      { id: 7, name: "Tiny" },
    ],
  },
  endpoint: "/wp-admin/admin-ajax.php?action=akeebabackup_api",
  groups: {
    "list": RECORDS,
    "state": OWN,
    "backup-multipart": { options: { profiles: [SAMPLES(13)] } },
    "backup-single": { options: { profiles: [SAMPLES(13)] } },
    "backup-warnings": { options: { profiles: [SAMPLES(13)] } },
    "repeated-step": { options: { steps: 12 } },
    "download": { records: [single(21, 10_734_218)] },
    "direct": { records: [single(21, 10_734_218)] },
  },
  exchanges: {
    "with a newer version known (update feed simulated by the plugin's own test file)": {
      ...OWN,
      options: { update: { version: "9.2.0" } },
    },
    "api-disabled-nosecret getVersion GET": { ...OWN, options: { apiEnabled: false } },
    "api-disabled strong-secret right secret": { ...OWN, options: { apiEnabled: false } },
    "api-enabled weak-secret-configured, right weak secret sent": {
      ...OWN,
      options: { secret: "test1234" },
    },
    [`secret '${QUOTED}' by header`]: { ...OWN, options: { secret: QUOTED } },
    "v1 GET index.php view=json": { ...OWN, options: PLAIN },
    "secret PLAIN at rest (useencryption=0), getVersion via remote.php": { ...OWN, options: PLAIN },
    "POST index.php right challenge (2)": { ...OWN, options: PLAIN },
    "POST index.php wrong challenge": { ...OWN, options: PLAIN },
    "POST remote.php right challenge (2)": { ...OWN, options: PLAIN },
    "stepBackup 5 (4)": { running: { id: 19, profile: 7, until: 6, description: "disk full" } },
    "stepBackup 4 (4)": { mischief: { crash: true } },
    "the same stepBackup twice at the same moment": { running: { id: 10, until: 7 } },
    "another plugin prints a PHP warning before the JSON POST": {
      ...OWN,
      mischief: { noise: { before: NOISE.notice } },
    },
    "another plugin file starts with a BOM POST": {
      ...OWN,
      mischief: { noise: { before: NOISE.byteOrderMark } },
    },
    "something prints after the JSON (shutdown) POST": {
      ...OWN,
      mischief: { noise: { after: NOISE.comment } },
    },
    "WordPress maintenance mode POST": { ...OWN, mischief: { maintenance: true } },
    "database down POST": { ...OWN, mischief: { databaseDown: true } },
    "plugin deactivated POST": {
      ...OWN,
      mischief: { http: { status: 400, body: "0", type: "text/html; charset=UTF-8" } },
    },
  },
};

export const SCENES: Readonly<Record<TranscriptName, Scenes>> = {
  "joomla-10.2.1": JOOMLA_10,
  "joomla-9.3.3": JOOMLA_9,
  "joomla-7.5.0.1": JOOMLA_7,
  "wordpress-9.1.1": WORDPRESS_9,
};
