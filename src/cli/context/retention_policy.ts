/** From the rules of the configuration to a policy. */
import { parseDuration } from "../../config/duration.ts";
import type { RetentionSettings } from "../../config/schema.ts";
import type { RetentionPolicy } from "../../retention/policy.ts";

/** The policy; its texts have been checked. */
export function policyOf({ keepWithin, ...rules }: RetentionSettings): RetentionPolicy {
  return { ...rules, keepWithin: keepWithin === undefined ? undefined : parseDuration(keepWithin) };
}
