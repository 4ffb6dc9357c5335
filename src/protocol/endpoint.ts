/** The words of the protocol: API version, credential, endpoint. */

/** A version of the remote JSON API. Not to be confused with the API *level*, a number like 400. */
export type ApiVersion = 1 | 2 | 3;

/** All API versions, newest first. */
export const API_VERSIONS: readonly ApiVersion[] = [3, 2, 1];

/** What kind of credential: the Secret Word of the product, or a Joomla API Token. */
export type CredentialKind = "secret" | "api-token";

/** What a site is to accept: a Secret Word, or an API token. */
export interface ApiCredential {
  /** Decides how the value is sent. */
  readonly kind: CredentialKind;
  /** The value. Never print it. */
  readonly value: string;
}

/** A parameter's value; a record becomes a nested form field, `data[description]=…`. */
export type ParameterValue =
  | string
  | number
  | boolean
  | Readonly<Record<string, string | number | boolean>>;

/** The parameters of a call, as the API names them; `undefined` is left out. */
export type ApiParameters = Readonly<Record<string, ParameterValue | undefined>>;

/** One address of a site's API, and how to speak to it. */
export interface Endpoint {
  /** The API version spoken here. */
  readonly api: ApiVersion;
  /**
   * The absolute URL with its routing parameters, without method or credential.
   * In API version 3 the path contains `{method}`.
   */
  readonly url: string;
  /** The HTTP method for calls. */
  readonly verb: "GET" | "POST";
  /** Not used in version 1, whose calls hold a digest of the credential. */
  readonly credentialIn: "header" | "query";
}

/** The HTTP method of a request. */
export type Verb = Endpoint["verb"];

/** Where a request carries the credential. */
export type CredentialPlace = Endpoint["credentialIn"];

/**
 * An endpoint with the settings that suit its API version: POST for versions 1 and 2, GET for
 * version 3 (which answers 405 to a POST; observed: Akeeba Backup 10.2.1), credential in a header.
 *
 * @example
 * ```ts
 * import { createEndpoint } from "@sitehaul/sitehaul/core";
 * import { assertEquals } from "@std/assert";
 *
 * const endpoint = createEndpoint(3, "https://example.com/api/index.php/v3/akeebabackup/{method}");
 * assertEquals([endpoint.verb, endpoint.credentialIn], ["GET", "header"]);
 * ```
 */
export function createEndpoint(
  api: ApiVersion,
  url: string,
  options: { verb?: Verb; credentialIn?: CredentialPlace } = {},
): Endpoint {
  const { verb = api === 3 ? "GET" : "POST", credentialIn = "header" } = options;
  return { api, url, verb, credentialIn };
}

/**
 * Whether a value has the form of a Joomla API Token: base64 of `sha256:USERID:HEX`.
 * People paste tokens into the field for the Secret Word; this notices it.
 *
 * @example
 * ```ts
 * import { looksLikeApiToken } from "@sitehaul/sitehaul/core";
 * import { assert } from "@std/assert";
 *
 * assert(looksLikeApiToken(btoa("sha256:42:" + "0f".repeat(32))));
 * assert(!looksLikeApiToken("correct horse battery staple"));
 * ```
 */
export function looksLikeApiToken(value: string): boolean {
  if (!/^[A-Za-z0-9+/]{40,400}={0,2}$/.test(value)) return false;
  try {
    return /^sha(256|512):\d+:[0-9a-f]{32,128}$/.test(atob(value));
  } catch {
    return false;
  }
}
