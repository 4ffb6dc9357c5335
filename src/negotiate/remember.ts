/** What was found is remembered, so that the next command asks nothing. */
import * as z from "zod";
import { sha256Of } from "../base/digest.ts";
import { join } from "../base/paths.ts";
import { currentOwner, folderFault, type Owner, readOwnFile } from "../config/own_file.ts";
import { writeWhole } from "../files/write_whole.ts";
import type { ApiVersion, CredentialKind, Endpoint } from "../protocol/endpoint.ts";
import { createRedactor, isLikeWord } from "../base/redact.ts";
import type { SiteVersion } from "../protocol/replies.ts";

/** What is remembered of a site. No secret is in it. */
export interface Remembered {
  /** Where the site answered the last time. */
  readonly endpoint: Endpoint;
  /** The kind that the site took; which of a kind, is not remembered. */
  readonly credential: CredentialKind;
  /** What the site reported about itself. */
  readonly version: SiteVersion;
  /** More than one where products share the address. */
  readonly products: readonly string[];
  /** Whether the catalogue recommends this endpoint. */
  readonly recommended: boolean;
}

/** What a search depends on, so that another one finds nothing of it. */
export interface MemoryKey {
  /** The site, as the user gave it, without credentials. */
  readonly site: string;
  /** The kind of credential that the user gave. */
  readonly credential: CredentialKind;
  /** The API version that the user asked for, if any. */
  readonly api?: ApiVersion | undefined;
}

/**
 * Keeps what was found between runs. Nothing is forgotten because it failed: an outage is no move, and
 * what is found anew takes the place of what was remembered.
 */
export interface Memory {
  /** What is remembered, `undefined` where there is nothing that can be used. */
  recall(key: MemoryKey): Promise<Remembered | undefined>;
  /** Remembers. A memory that cannot write stays silent: it is a convenience. */
  remember(key: MemoryKey, value: Remembered): Promise<void>;
}

/** Settings of {@linkcode fileMemory}. */
export interface FileMemoryOptions {
  /** Who runs the program. @default {whoever runs this process} */
  readonly owner?: Owner | undefined;
  /** Called with a sentence when the folder, or a file in it, cannot be believed. */
  readonly onRefusal?: ((text: string) => void) | undefined;
}

/**
 * The same memory, without what a site's texts may repeat. An endpoint that holds a secret, such as
 * after a redirect that repeats it, is not remembered: without it, it would be another one.
 */
export function withoutSecretsOf(memory: Memory, secrets: readonly string[]): Memory {
  const redact = createRedactor(secrets);
  // A plain word may be in an address anyway.
  const redactAddress = createRedactor(secrets.filter((secret) => !isLikeWord(secret)));
  return {
    recall: (key) => memory.recall(key),
    async remember(key, value) {
      const { endpoint, version } = value;
      if (redactAddress(endpoint.url) !== endpoint.url) return;
      const { date, edition } = version;
      await memory.remember(key, {
        ...value,
        version: {
          ...version,
          version: redact(version.version),
          ...(date === undefined ? {} : { date: redact(date) }),
          ...(edition === undefined ? {} : { edition: redact(edition) }),
        },
      });
    },
  };
}

const SCHEMA = 1;

const rememberedSchema: z.ZodType<Remembered & { schema: number; site: string }> = z.object({
  schema: z.literal(SCHEMA),
  site: z.string(),
  endpoint: z.object({
    api: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    url: z.url({ protocol: /^https?$/ }),
    verb: z.enum(["GET", "POST"]),
    credentialIn: z.enum(["header", "query"]),
  }),
  credential: z.enum(["secret", "api-token"]),
  version: z.object({
    level: z.int().positive(),
    version: z.string(),
    date: z.string().optional(),
    edition: z.string().optional(),
  }),
  products: z.array(z.string()),
  recommended: z.boolean(),
});

/**
 * A memory in a folder: one small JSON file for each site and kind of credential, mode 0600,
 * replaced atomically. A file that is damaged or names another site counts as nothing. So do files
 * that somebody else may have written, since what is in them decides where credentials go: the folder
 * and each file have to belong to the user, or to root, and nobody else may write to them.
 *
 * @param folder where the files go; made with mode 0700 when it is not there
 *
 * @example
 * ```ts
 * import { fileMemory } from "@sitehaul/sitehaul";
 * import { assertEquals } from "@std/assert";
 *
 * const memory = fileMemory(await Deno.makeTempDir());
 * const key = { site: "https://www.example.com/", credential: "secret" } as const;
 * assertEquals(await memory.recall(key), undefined);
 * ```
 */
export function fileMemory(folder: string, options: FileMemoryOptions = {}): Memory {
  const { owner = currentOwner(), onRefusal } = options;
  const pathOf = async (key: MemoryKey) => join(folder, `${await digestOf(key)}.json`);
  let isRefused = false;
  const refuse = (fault: string) => {
    if (!isRefused) onRefusal?.(`The site cache ${folder} is not used: ${fault}`);
    isRefused = true;
  };
  return {
    async recall(key) {
      try {
        const found = await readOwnFile(await pathOf(key), owner);
        if (found === undefined) return undefined;
        if ("fault" in found) {
          refuse(found.fault);
          return undefined;
        }
        const parsed = rememberedSchema.parse(JSON.parse(found.text));
        const { schema: _, site, ...value } = parsed;
        return site === key.site ? value : undefined;
      } catch {
        return undefined;
      }
    },
    async remember(key, value) {
      if (isRefused) return;
      const { update: _, ...version } = value.version;
      const text = JSON.stringify({ schema: SCHEMA, site: key.site, ...value, version }, null, 2);
      try {
        const { mkdir } = await import("node:fs/promises");
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const fault = await folderFault(folder, owner);
        if (fault !== undefined) return refuse(fault);
        await writeWhole(await pathOf(key), `${text}\n`, { sync: false });
      } catch {
        // A memory that cannot write stays silent.
      }
    },
  };
}

async function digestOf({ site, credential, api }: MemoryKey): Promise<string> {
  return (await sha256Of(JSON.stringify([site, credential, api ?? 0]))).slice(0, 32);
}
