/** What is known of one kind of failure. */

/** The usual cause of an error code, and its remedy. */
export interface ErrorAdvice {
  /** The usual cause. */
  readonly cause: string;
  /** The remedy. */
  readonly cure: string;
}

/** One kind of failure. */
export interface ErrorRow extends ErrorAdvice {
  /** The exit status of a command that ends with it: the contract that scripts rely on. */
  readonly exit: number;
  /** Whether the same request may succeed later without any change. */
  readonly isTransient?: true;
}
