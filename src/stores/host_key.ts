/** Whether the SSH server is the one it should be. */
import { Buffer } from "node:buffer";
import { SitehaulError } from "../base/errors.ts";
import {
  fingerprint,
  judgeKey,
  keyType,
  type KeyVerdict,
  knownTypes,
  listedName,
  readKnownHosts,
} from "./known_hosts.ts";
import type { SettledOptions } from "./remote_settings.ts";
import { describePlace } from "./remote_url.ts";

/** What the SSH library can verify, best first. */
const ALGORITHMS: readonly string[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
  "ssh-rsa",
];

/**
 * The algorithms to ask for: servers have keys of several types and show the first one asked for, so
 * those of known keys come first.
 */
export function serverHostKeys({ place, knownHosts = "" }: SettledOptions): readonly string[] {
  const types = knownTypes(readKnownHosts(knownHosts), place);
  const isKnown = (algorithm: string) =>
    types.includes(algorithm.startsWith("rsa-") ? "ssh-rsa" : algorithm);
  return [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((name) => !isKnown(name))];
}

/** Checks the key that a server presents: an error if it must not be trusted. */
export function judge(settings: SettledOptions, key: Uint8Array): SitehaulError | undefined {
  const { place, knownHosts = "", insecure = false, log } = settings;
  const verdict = judgeKey(readKnownHosts(knownHosts), place, key);
  if (verdict === "known") return undefined;
  const server = describePlace(place);
  const shown = `${keyType(key)} key ${fingerprint(key)}`;
  if (insecure) {
    log(`The host key of ${server} is not verified: ${shown}.`);
    return undefined;
  }
  const line = `${listedName(place.host, place.port)} ${keyType(key)} ` +
    Buffer.from(key).toString("base64");
  const [says, hint] = REFUSALS[verdict];
  return new SitehaulError("network/tls", `${server} ${says} ${shown}`, {
    hint: hint.replace("LINE", line),
  });
}

const REFUSALS: Readonly<Record<Exclude<KeyVerdict, "known">, readonly [string, string]>> = {
  unknown: [
    "is not a known host; it presents the",
    "If the provider publishes the same fingerprint, add this line to the known_hosts file: LINE",
  ],
  changed: [
    "presents a different key from the known one: the",
    "Somebody may be intercepting the connection. Ask the provider; only if the key was changed on purpose, " +
    "replace the old line in the known_hosts file with: LINE",
  ],
  revoked: [
    "presents a key that known_hosts marks as revoked: the",
    "Do not connect. Ask the provider for the key that is in use now.",
  ],
};
