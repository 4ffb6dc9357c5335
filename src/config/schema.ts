/** What may stand in a configuration file. */
import * as z from "zod";
import { API_VERSIONS } from "../protocol/endpoint.ts";
import { durationFault, rateFault } from "./duration.ts";
import { areReferencesWhole } from "./reference.ts";

/** The version of the file's format that is written, and the newest that is read. */
export const CONFIGURATION_VERSION = 1;

const text = z.string().min(1);
const seconds = z.number().positive().max(86_400);
const count = z.int().min(1);

/** A text that a function finds no fault with. */
function faultless(faultOf: (text: string) => string | undefined) {
  return z.string().superRefine((value, context) => {
    const fault = faultOf(value);
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
  });
}

const duration = faultless(durationFault);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const command = z.strictObject({
  command: z.array(text).min(1).meta({
    description: "A program and its arguments; the first line that it prints is the secret",
  }),
});

/** A text that may hold `${env:NAME}` or `${file:/path}`, or a command that prints the secret. */
const secretText = text.refine(areReferencesWhole, {
  error: "a reference is ${env:NAME} or ${file:PATH}, in lower case, with a name",
});

const secretSource = z.union([secretText, command], {
  error: "expected text, or command: [program, argument, …]",
});

const credential = z.union([
  z.strictObject({ secret: secretSource.meta({ description: "The Secret Word" }) }),
  z.strictObject({ token: secretSource.meta({ description: "An API token" }) }),
], { error: "expected secret: … or token: …" }).meta({
  description: "The credential: a secret or a token",
});

/** Checked here, because HTTP libraries would reject it only when a request is sent. */
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, {
  error: "this is not a valid header name: use letters, digits and dashes",
});
const headerValue = z.string().regex(/^[\t\u0020-\u007e\u0080-\u00ff]*$/, {
  error: "expected one line of characters allowed in a header (Latin-1)",
});

/** How a backup gets here: by the site itself, or from the folder of its files. */
export const FETCH_MODES = ["auto", "http", "chunk", "ftp", "sftp"] as const;

const places = z.int().min(0).max(100_000);

const retention = z.strictObject({
  keepLast: places.optional().meta({ description: "The newest backups" }),
  keepHourly: places.optional().meta({ description: "The newest of each of the last hours" }),
  keepDaily: places.optional().meta({ description: "The newest of each of the last days" }),
  keepWeekly: places.optional().meta({ description: "The newest of each of the last weeks" }),
  keepMonthly: places.optional().meta({ description: "The newest of each of the last months" }),
  keepYearly: places.optional().meta({ description: "The newest of each of the last years" }),
  keepWithin: duration.optional().meta({
    description: "All that are no older than this, counted from the newest, such as 14d",
  }),
  keepFailed: places.optional().meta({
    description: "The newest of those that failed or were never proven (3)",
  }),
});

/** The fields that may stand under `retention` and `serverRetention`. */
export const RETENTION_FIELDS: readonly string[] = Object.keys(retention.shape);

const settings = {
  api: z.literal([...API_VERSIONS]).optional().meta({
    description: "Only this API version",
  }),
  profile: count.optional().meta({ description: "The backup profile" }),
  tags: z.array(text).optional().meta({ description: "Labels for choosing sites" }),
  download: text.regex(/^(?:[^{}]|\{(?:site|date|id)\})*$/, {
    error: "expected a folder; the placeholders are {site}, {date} and {id}",
  }).optional().meta({
    description: "The download folder; {site}, {date} and {id} are replaced",
  }),
  headers: z.record(headerName, headerValue).optional().meta({
    description: "Headers for every request, such as those of a firewall",
  }),
  caFile: text.optional().meta({
    description: "A PEM file of certificate authorities that are also trusted",
  }),
  timeout: seconds.optional().meta({ description: "Maximum wait for a reply, in seconds" }),
  stepLimit: seconds.optional().meta({
    description: "How long a step of a backup can last, in seconds",
  }),
  patience: z.number().min(0).max(86_400).optional().meta({
    description:
      "How long to wait for a site that is down or blocked after it has answered, in seconds",
  }),
  deadline: duration.optional().meta({
    description: "How long the work on a site may take in a run, such as 4h",
  }),
  expect: duration.optional().meta({
    description: "How old the newest good backup may become, such as 26h",
  }),
  deleteRemote: z.boolean().optional().meta({
    description: "Whether a run deletes the copy on the server once the download is verified",
  }),
  retention: retention.optional().meta({
    description: "Which copies stay in the folders of this computer; without it, all",
  }),
  serverRetention: retention.optional().meta({
    description: "Which copies stay on the site itself; without it, all",
  }),
  mode: z.enum(FETCH_MODES).optional().meta({
    description: "How to download: auto, http, chunk, ftp or sftp",
  }),
  archivePassword: secretSource.optional().meta({
    description: "The password of encrypted archives (JPS)",
  }),
  folder: text.optional().meta({ description: "The product's folder on the site" }),
  parameters: z.record(text, text).optional().meta({
    description: "Parts of the addresses that differ from the usual ones; folder among them",
  }),
};

/** The fields that may stand under each site and under `defaults`. */
export const SHARED_FIELDS: readonly string[] = Object.keys(settings);

/** What a site may be called. */
const SITE_NAME = /^[\p{Letter}\p{Number}][\p{Letter}\p{Number}._-]*$/u;

/**
 * Letters, digits, dots, hyphens and underscores: a name has to fit into a path and a command line.
 */
export function isSiteName(name: string): boolean {
  return SITE_NAME.test(name);
}

const remote = z.strictObject({
  url: text.meta({ description: "The folder: SCHEME://USER@HOST/FOLDER" }),
  password: secretSource.optional().meta({
    description: "The password of the account, or the passphrase of the key",
  }),
  keyFile: text.optional().meta({ description: "The private key, for SFTP" }),
  knownHosts: text.optional().meta({ description: "The host keys that SFTP trusts" }),
}).meta({ description: "The site's folder of backups, reached by FTP or SFTP" });

/** The fields that may stand under `remote`. */
export const REMOTE_FIELDS: readonly string[] = Object.keys(remote.shape);

const site = z.strictObject({
  name: text.regex(SITE_NAME, {
    error: "expected letters, digits, dots, dashes and underscores",
  }).meta({ description: "The name of the site on the command line" }),
  url: text.meta({ description: "The site's address" }),
  product: text.optional().meta({ description: "The id of the product" }),
  endpoint: text.optional().meta({ description: "The endpoint, which is tried first" }),
  credential: credential.optional(),
  remote: remote.optional(),
  ...settings,
});

/** On the way, anybody could change what http: brings, and it is run. */
const plugin = text.refine((specifier) => !/^http:/i.test(specifier), {
  error: "http: is refused; expected a path, npm:, jsr: or https:",
});

const fleet = z.strictObject({
  concurrency: count.max(1000).optional().meta({ description: "Sites at once in a run" }),
  perHost: count.max(1000).optional().meta({ description: "Sites at once on one server" }),
  bandwidth: faultless(rateFault).optional().meta({
    description: "The rate of all downloads together, such as 50MB/s",
  }),
  attempts: count.max(20).optional().meta({
    description: "Attempts for each site, where what went wrong may pass by itself",
  }),
}).meta({ description: "How a run works on many sites" });

/** The fields that may stand under `fleet`. */
export const FLEET_FIELDS: readonly string[] = Object.keys(fleet.shape);

/** The schema of `sitehaul.yaml`. */
export const configurationSchema = z.strictObject({
  version: z.literal(CONFIGURATION_VERSION).default(CONFIGURATION_VERSION).meta({
    description: "The version of this format",
  }),
  defaults: z.strictObject(settings).default({}).meta({
    description: "For sites that do not set these fields",
  }),
  plugins: z.array(plugin).default([]).meta({
    description: "Modules that export products: a path, npm:, jsr: or https:",
  }),
  timezone: text.refine(isTimeZone, {
    error: "expected the name of a time zone, such as Europe/Berlin",
  }).optional().meta({
    description: "Where days, weeks and months are cut, such as Europe/Berlin (UTC)",
  }),
  fleet: fleet.default({}),
  sites: z.array(site).default([]),
}).meta({ title: "sitehaul", description: "Sites that sitehaul backs up" });

/** The whole file, checked, with plain values for what YAML has. No two sites have the same name. */
export type Configuration = z.output<typeof configurationSchema>;

/** What may be said of all sites and of each. */
export type SharedSettings = Configuration["defaults"];

/** One entry of `sites`. */
export type SiteSettings = Configuration["sites"][number];

/** What is said of runs over many sites. */
export type FleetSettings = Configuration["fleet"];

/** The folder of a site's backups on its server, and how to log in there. */
export type RemoteSettings = z.output<typeof remote>;

/** Where the secret is: a text with references, or a program that prints it. */
export type CredentialSource = z.output<typeof credential>;

/** Which copies stay. */
export type RetentionSettings = z.output<typeof retention>;

/** Where a secret comes from: a text that may hold references, or a program that prints it. */
export type SecretSource = z.output<typeof secretSource>;
