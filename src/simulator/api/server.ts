/** What those who answer requests share. */
import type { Behaviour } from "../setup/behaviour.ts";
import type { CallFaults } from "../methods/call.ts";
import type { Settings } from "../setup/settings.ts";
import type { Json } from "../wire/reply.ts";
import type { SiteState } from "../site/site.ts";

/** The site behind one request. */
export interface Server {
  readonly settings: Settings;
  readonly behaviour: Behaviour;
  readonly site: SiteState;
  /** What a test has armed for this request. */
  readonly faults: CallFaults;
  /** Whether something in front of the site drops the header with the Secret Word. */
  readonly ignoresSecretHeader: boolean;
  /** What becomes of the data of an answer. */
  readonly reshape: (data: Json) => Json;
}
