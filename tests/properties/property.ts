/**
 * What must hold for any input. Each property is stated once, and checked twice: shortly with every
 * run of the tests, and for as long as wanted by `deno task fuzz`.
 */
import fc from "fast-check";
import { isSitehaulError } from "../../src/base/errors.ts";

/** Something that must hold. */
export interface Property {
  /** A sentence that says what always holds. */
  readonly name: string;
  /** How often it is tried in the short run. */
  readonly runs: number;
  readonly check: (limits: Limits) => Promise<fc.RunDetails<unknown>>;
}

/** What ends a check: the number of runs, or the time. */
export interface Limits {
  readonly seed: number;
  readonly runs: number;
  /** Milliseconds; else all runs. */
  readonly time?: number;
}

/** Properties of one part of the program. */
export interface Target {
  readonly name: string;
  readonly properties: readonly Property[];
}

/** A property of values of one kind. `found` are inputs that broke it once: they are always tried. */
export function holds<T>(
  name: string,
  values: fc.Arbitrary<T>,
  test: (value: T) => void | Promise<void>,
  { runs = 100, found = [] }: { readonly runs?: number; readonly found?: readonly NoInfer<T>[] } =
    {},
): Property {
  const property = fc.asyncProperty(values, async (value) => {
    await test(value);
  });
  const examples = found.map((value): [T] => [value]);
  return {
    name,
    runs,
    check: ({ seed, runs: numRuns, time }) =>
      fc.check(property, {
        seed,
        numRuns,
        examples,
        ...(time === undefined ? {} : { interruptAfterTimeLimit: time }),
      }) as Promise<fc.RunDetails<unknown>>,
  };
}

/** What a check found, as a text; nothing where it found nothing. */
export function findingOf(details: fc.RunDetails<unknown>): string | undefined {
  return details.failed ? fc.defaultReportMessage(details) : undefined;
}

/** The value, or nothing where the input was refused by an error of sitehaul; any other is a fault. */
export function unlessRefused<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (isSitehaulError(error)) return undefined;
    throw error;
  }
}

/** {@linkcode unlessRefused} for what is asynchronous. */
export async function unlessRefusedLater<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (isSitehaulError(error)) return undefined;
    throw error;
  }
}
