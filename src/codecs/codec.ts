/** What a codec is. The codecs are pure: no network, no clock, no state. */
import type { ApiCredential, ApiParameters, ApiVersion, Endpoint } from "../protocol/endpoint.ts";

export type { ApiParameters } from "../protocol/endpoint.ts";

/** One call of an API method. */
export interface Call {
  /** The API method, such as `getVersion`. */
  readonly method: string;
  /** Its parameters, as the API names them. */
  readonly parameters: ApiParameters;
}

/** The envelope of an answer, whatever the API version. */
export interface ApiReply {
  /** 200 is success; anything else, 0 and database error numbers included, is an error. */
  readonly status: number;
  /** What the method gave, or the text of the error. Unchecked. */
  readonly data: unknown;
}

/** Writes calls and reads answers of one API version. */
export interface Codec {
  /** The one that this codec speaks. */
  readonly api: ApiVersion;
  /**
   * The HTTP request for a call. The request follows no redirects by itself.
   *
   * @throws {SitehaulError} `auth/unusable` when the credential cannot be used in this version
   */
  encode(call: Call, endpoint: Endpoint, credential: ApiCredential): Request;
  /**
   * The envelope in the text of an answer, however much noise surrounds it.
   *
   * @throws {SitehaulError} `reply/not-json`, `reply/truncated` or `reply/shape`
   */
  decode(text: string): ApiReply;
}
