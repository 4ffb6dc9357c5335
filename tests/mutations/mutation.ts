/** How a rule could be broken. */

/** One change that breaks one rule. */
export interface Mutation {
  /** What the program promises, as a sentence that the change makes false. */
  readonly rule: string;
  readonly file: string;
  /** What stands there, once. */
  readonly find: string;
  readonly replace: string;
  /** The tests that must not let it pass. */
  readonly tests: readonly string[];
}
