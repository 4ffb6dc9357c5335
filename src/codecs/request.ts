/** From the fields of a call to the HTTP request. */
import { SECRET_HEADER, SECRET_PARAMETER, TOKEN_HEADER } from "../base/credential_names.ts";
import type { ApiCredential, CredentialPlace, Endpoint } from "../protocol/endpoint.ts";
import { SitehaulError } from "../base/errors.ts";
import type { ApiParameters } from "./codec.ts";
import { unfitnessOf } from "./fitness.ts";

/** The fields of a form or a query, in order. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** What a request contains in addition to the fields: the credential. */
export interface Authentication {
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Fields for the query; the site does not look for a credential in a body. */
  readonly query: Fields;
}

/**
 * A media range of its own for JSON: `/api` routes answer HTTP 406 to `text/html` alone
 * (observed: Joomla 4.2.4 and 5.4.5).
 */
const ACCEPT = "application/json, */*;q=0.8";

/**
 * Parameters as fields: `{ data: { filters: "" } }` becomes `data[filters]=`, booleans become 1
 * and 0, as PHP forms have them; `undefined` is left out.
 */
export function toFields(parameters: ApiParameters): Fields {
  return Object.entries(parameters).flatMap(([name, value]): Fields => {
    if (value === undefined) return [];
    if (typeof value !== "object") return [[name, toText(value)]];
    return Object.entries(value).map(([key, inner]) => [`${name}[${key}]`, toText(inner)]);
  });
}

function toText(value: string | number | boolean): string {
  return typeof value === "boolean" ? (value ? "1" : "0") : String(value);
}

/** The request that carries the fields: in the query for GET, in a form for POST. */
export function buildRequest(
  endpoint: Endpoint,
  fields: Fields,
  authentication: Authentication = { headers: {}, query: [] },
): Request {
  const headers = { accept: ACCEPT, ...authentication.headers };
  if (endpoint.verb === "GET") {
    const target = withQuery(endpoint.url, [...fields, ...authentication.query]);
    return new Request(target, { headers, redirect: "manual" });
  }
  return new Request(withQuery(endpoint.url, authentication.query), {
    method: "POST",
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
    body: urlEncode(fields),
    redirect: "manual",
  });
}

/** The URL with additions to its query; what it already contains is not changed. */
function withQuery(url: string, fields: Fields): string {
  const address = url.replace(/#.*$/s, "");
  if (fields.length === 0) return address;
  const separator = !address.includes("?") ? "?" : /[?&]$/.test(address) ? "" : "&";
  return address + separator + urlEncode(fields);
}

function urlEncode(fields: Fields): string {
  return new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
}

/** The UTF-8 bytes of a text, one character each: what a header can carry. */
function toByteString(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

/**
 * How API versions 2 and 3 carry a credential: the Secret Word in `X-Akeeba-Auth` or in the query,
 * an API token in `X-Joomla-Token`. Never both: a wrong one beside a right one can fail.
 *
 * @throws {SitehaulError} `auth/unusable` when the credential does not fit there
 */
export function authenticate(endpoint: Endpoint, credential: ApiCredential): Authentication {
  const { kind, value } = credential;
  const { credentialIn } = endpoint;
  checkValue(credential, credentialIn);
  if (credentialIn === "header") {
    const name = kind === "secret" ? SECRET_HEADER : TOKEN_HEADER;
    return { headers: { [name]: toByteString(value) }, query: [] };
  }
  if (kind === "secret") return { headers: {}, query: [[SECRET_PARAMETER, value]] };
  throw unusable("An API token cannot go in the query", "Send it in a header.");
}

/**
 * Refuses what cannot be sent there, whatever the product.
 *
 * @throws {SitehaulError} `auth/unusable`
 */
export function checkValue({ kind, value }: ApiCredential, place: CredentialPlace): void {
  const unfit = unfitnessOf(value).find((one) =>
    one.where === undefined && (one.place === undefined || one.place === place)
  );
  if (unfit === undefined) return;
  const name = kind === "secret" ? "Secret Word" : "API token";
  throw unusable(
    `The ${name} cannot be used. ${unfit.reason}`,
    "Copy it again from the site, and nothing else with it.",
  );
}

/** The error for a credential that cannot be used. */
export function unusable(message: string, hint: string): SitehaulError {
  return new SitehaulError("auth/unusable", message, { hint });
}
