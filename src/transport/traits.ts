/** What the sender of a request knows about it and the wrappers of a transport need to know. */

/** What is special about one request. Absent members mean: nothing special. */
export interface RequestTraits {
  /**
   * Whether sending it twice does no harm. Only such a request is ever retried, or sent through a
   * connection that was used before: two steps of a backup at the same time corrupt the archive
   * silently (observed: Akeeba Backup 10.2.1).
   * @default {false}
   */
  readonly repeatable?: boolean;
  /** How often it is sent at most, the first time included, if it is repeatable. */
  readonly attempts?: number;
  /** Its own limit until the headers of the answer arrive, in milliseconds. */
  readonly answerMs?: number;
  /** Its own limit between two pieces of the answer's body, in milliseconds. */
  readonly idleMs?: number;
  /**
   * Until the body must be there as a whole, in milliseconds from its beginning: a few bytes now and
   * then could continue for days. @default {Infinity}
   */
  readonly wholeMs?: number;
  /**
   * Whether its body and the answer's stay out of the log, such as an exported profile, which holds
   * passwords in plain text.
   * @default {false}
   */
  readonly confidential?: boolean;
}

const NOTHING_SPECIAL: RequestTraits = {};
const TRAITS = new WeakMap<Request, RequestTraits>();

/**
 * Notes the traits of a request; those set before and not named now stay. The headers and the body
 * of the request are not touched, so nothing of this is ever sent.
 *
 * @returns the same request
 */
export function setTraits(request: Request, traits: RequestTraits): Request {
  TRAITS.set(request, { ...traitsOf(request), ...traits });
  return request;
}

/** The traits of a request; an empty record where none were set. */
export function traitsOf(request: Request): RequestTraits {
  return TRAITS.get(request) ?? NOTHING_SPECIAL;
}
