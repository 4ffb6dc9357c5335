/**
 * The challenge of API version 1: a digest of the Secret Word, which can be cracked offline. What was
 * sent is known to everything that hides secrets.
 */
import { digestAtOnce } from "./digest.ts";
import { hideDigest } from "./redact.ts";

/**
 * One salt for all calls of a program, so that there is one digest of each secret to hide. A new one
 * for each call would protect nothing: whoever sees a challenge can send it again anyway.
 */
const SALT = crypto.randomUUID().replaceAll("-", "");

const CHALLENGES = new Map<string, string>();

/** The challenge for a secret: `salt:md5(salt + secret)`, in small letters. */
export function challengeOf(secret: string): string {
  const known = CHALLENGES.get(secret);
  if (known !== undefined) return known;
  const challenge = challengeWith(SALT, secret);
  CHALLENGES.set(secret, challenge);
  return challenge;
}

/** The same with a salt of letters and digits, two or more: others are refused (observed: 7.5.0.1). */
export function challengeWith(salt: string, secret: string): string {
  const digest = digestAtOnce("md5", salt + secret);
  hideDigest(digest);
  return `${salt}:${digest}`;
}
