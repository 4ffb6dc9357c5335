/** API version 3: the method in the path of the site's web services. */
import { SitehaulError } from "../base/errors.ts";
import { redactText } from "../base/redact.ts";
import type { Codec } from "./codec.ts";
import { cutEnvelope } from "./reply_text.ts";
import { authenticate, buildRequest, toFields } from "./request.ts";

/** As it is written in a route, and as URL parsers write it. */
const METHOD = /\{method\}|%7Bmethod%7D/gi;

/**
 * A GET has its method in the path and its parameters in the query. A POST must repeat the method
 * in its form (observed: Akeeba Backup 10.2.1 answers 405 otherwise).
 */
export const v3: Codec = {
  api: 3,
  encode({ method, parameters }, endpoint, credential) {
    const url = endpoint.url.replace(METHOD, () => encodeURIComponent(method));
    if (url === endpoint.url) {
      throw new SitehaulError(
        "usage/url",
        `No {method} in the endpoint of API version 3: ${redactText(url)}`,
        { hint: "Write {method} where the method's name goes, at the end of the path." },
      );
    }
    const fields = toFields(endpoint.verb === "GET" ? parameters : { method, ...parameters });
    return buildRequest({ ...endpoint, url }, fields, authenticate(endpoint, credential));
  },
  decode: cutEnvelope,
};
