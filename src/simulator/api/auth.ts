/** Who may call: Secret Word and API token. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Incoming } from "../wire/incoming.ts";
import { textOf } from "../wire/parameters.ts";
import type { Server } from "./server.ts";

/** Whether two texts are the same. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** Whether the API answers to a Secret Word at all: edition, switch, and a Secret Word that is good enough. */
export function isOpen({ settings, behaviour }: Server): boolean {
  const { edition, apiEnabled, secret } = settings;
  if (edition === "core" && behaviour.hasApi2) return false;
  if (!apiEnabled) return false;
  if (behaviour.wantsStrongSecret && !isStrong(secret)) return false;
  return behaviour.unmatchable === undefined || !behaviour.unmatchable.test(secret);
}

/**
 * Whether a Secret Word is strong enough: long, or of many kinds of characters. The samples that
 * this follows were observed with 10.2.1 and 9.1.1 for WordPress.
 */
function isStrong(secret: string): boolean {
  if (secret.length < 16) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(secret));
  return kinds.length >= 3 || secret.length >= 24;
}

/** Whether the Secret Word came along: by header, else by query. The header, even empty, wins. */
export function hasSecret({ headers, query }: Incoming, server: Server): boolean {
  const header = server.ignoresSecretHeader ? null : headers.get("x-akeeba-auth");
  const given = header === null ? textOf(query, "_akeebaAuth") : latin1ToText(header);
  return isOpen(server) && given !== "" && same(given, server.settings.secret);
}

/** Headers carry bytes; what a client sends beyond ASCII is UTF-8. */
function latin1ToText(value: string): string {
  const bytes = Uint8Array.from(value, (letter) => letter.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return value;
  }
}

/** Whether a right API token came along. It works although the API is switched off. */
export function hasToken({ headers }: Incoming, { settings }: Server): boolean {
  const bearer = /^Bearer\s+(.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  const given = headers.get("x-joomla-token") ?? bearer;
  return settings.edition === "pro" && given !== undefined && same(given, settings.token);
}

/** Whether the challenge of API version 1, `salt:md5(salt + secret)`, is right. */
export function isChallengeRight(challenge: string, secret: string): boolean {
  const [salt = "", digest = ""] = challenge.split(":");
  if (salt.length < 2) return false;
  return same(digest, createHash("md5").update(salt + secret).digest("hex"));
}
