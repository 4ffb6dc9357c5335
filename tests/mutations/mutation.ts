/** How a rule could be broken. */

/** One change that breaks one rule. */
export interface Mutation {
  /** The rule. */
  readonly rule: string;
  readonly file: string;
  /** What stands there, once. */
  readonly find: string;
  readonly replace: string;
  /** The tests that must not let it pass. */
  readonly tests: readonly string[];
}
