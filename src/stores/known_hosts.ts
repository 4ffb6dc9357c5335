/** Which keys are known of which SSH servers: the known_hosts file of OpenSSH (man 8 sshd). */
import { Buffer } from "node:buffer";
import { createHash, createHmac } from "node:crypto";

/** One line of a known_hosts file. */
export interface KnownHost {
  /** Host names, patterns, or one hashed name. */
  readonly hosts: readonly string[];
  /** The key as SSH sends it. */
  readonly key: Uint8Array;
  /** Whether the key must not be trusted any more. */
  readonly isRevoked: boolean;
}

/** What is known of a key: it is the host's, was called back, is not the host's, or nothing. */
export type KeyVerdict = "known" | "revoked" | "changed" | "unknown";

/**
 * The lines of a known_hosts text. Lines that make no sense are passed over, as OpenSSH does; so are
 * authorities (`@cert-authority`): the SSH library knows no host certificates.
 */
export function readKnownHosts(text: string): readonly KnownHost[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith("@") ? words.shift() : undefined;
    const [hosts = "", , encoded = ""] = words;
    const key = Buffer.from(encoded, "base64");
    const isUseful = !hosts.startsWith("#") && keyType(key) !== "" &&
      (marker === undefined || marker === "@revoked");
    return isUseful ? [{ hosts: hosts.split(","), key, isRevoked: marker !== undefined }] : [];
  });
}

/** The name under which a host is listed: with its port, where that is not the usual one. */
export function listedName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

/**
 * Judges the key that a host shows. A host on another port than 22 may be listed by its bare name,
 * which is good enough to accept its key, and not enough to call it changed.
 */
export function judgeKey(
  known: readonly KnownHost[],
  { host, port }: { readonly host: string; readonly port: number },
  key: Uint8Array,
): KeyVerdict {
  const name = listedName(host, port);
  const isSame = (entry: KnownHost) => Buffer.compare(entry.key, key) === 0;
  const either = known.filter(({ hosts }) => isListed(hosts, name) || isListed(hosts, host));
  if (either.some((entry) => entry.isRevoked && isSame(entry))) return "revoked";
  if (either.some((entry) => !entry.isRevoked && isSame(entry))) return "known";
  const own = known.filter(({ hosts, isRevoked }) => !isRevoked && isListed(hosts, name));
  return own.length > 0 ? "changed" : "unknown";
}

/** The types of the keys that are known of a host, such as `ssh-ed25519`. */
export function knownTypes(
  known: readonly KnownHost[],
  { host, port }: { readonly host: string; readonly port: number },
): readonly string[] {
  const name = listedName(host, port);
  const own = known.filter(({ hosts, isRevoked }) =>
    !isRevoked && (isListed(hosts, name) || isListed(hosts, host))
  );
  return [...new Set(own.map(({ key }) => keyType(key)))];
}

/** The type that a key names itself; empty when it is no key. */
export function keyType(key: Uint8Array): string {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength);
  const length = bytes.length < 4 ? 0 : bytes.readUInt32BE(0);
  if (length === 0 || length > 64 || bytes.length < 4 + length) return "";
  return bytes.toString("latin1", 4, 4 + length);
}

/** A key's fingerprint, as `ssh-keygen -l` shows it. */
export function fingerprint(key: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

function isListed(hosts: readonly string[], name: string): boolean {
  const lower = name.toLowerCase();
  if (hosts.some((host) => host.startsWith("!") && isMatch(host.slice(1), lower))) return false;
  return hosts.some((host) => isMatch(host, lower));
}

function isMatch(pattern: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(pattern) ?? [];
  if (salt !== undefined && hash !== undefined) {
    return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === hash;
  }
  return matchesGlob(pattern.toLowerCase(), name);
}

/** Only `*` and `?` mean something; a backtracking expression would be slow on hostile patterns. */
function matchesGlob(pattern: string, name: string): boolean {
  let [at, mark, from] = [0, -1, 0];
  for (let index = 0; index < name.length; index++) {
    const sign = pattern[at];
    if (sign === "*") [mark, from] = [at++, index--];
    else if (sign === "?" || (sign !== undefined && sign === name[index])) at++;
    else if (mark < 0) return false;
    else [at, index] = [mark + 1, from++];
  }
  return /^\**$/.test(pattern.slice(at));
}
