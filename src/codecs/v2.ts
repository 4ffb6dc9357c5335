/** API version 2: an HTTP form, and JSON. */
import type { Codec } from "./codec.ts";
import { cutEnvelope } from "./reply_text.ts";
import { authenticate, buildRequest, toFields } from "./request.ts";

/**
 * Method and parameters in one place: the query of a GET, the form of a POST (observed: Akeeba
 * Backup 10.2.1 answers 405 to a POST with the method in the query only).
 */
export const v2: Codec = {
  api: 2,
  encode({ method, parameters }, endpoint, credential) {
    const fields = toFields({ method, ...parameters });
    return buildRequest(endpoint, fields, authenticate(endpoint, credential));
  },
  decode: cutEnvelope,
};
