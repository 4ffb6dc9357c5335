// The types of the parts of the Deno standard library that are used here. Its build on npm has none;
// with the jsr: lines of README.md in deno.json this file and its line in compilerOptions go away.

declare module "@std/assert" {
  export class AssertionError extends Error {}
  export function assert(condition: unknown, message?: string): asserts condition;
  export function assertEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertNotEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertStrictEquals<T>(
    actual: unknown,
    expected: T,
    message?: string,
  ): asserts actual is T;
  export function assertMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertNotMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertStringIncludes(actual: string, expected: string, message?: string): void;
  export function assertArrayIncludes<T>(
    actual: ArrayLike<T>,
    expected: ArrayLike<T>,
    message?: string,
  ): void;
  export function assertObjectMatch(
    actual: Readonly<Record<PropertyKey, unknown>>,
    expected: Readonly<Record<PropertyKey, unknown>>,
    message?: string,
  ): void;
  export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T>;
  export function assertFalse(condition: unknown, message?: string): void;
  export function assertGreater<T>(actual: T, expected: T, message?: string): void;
  export function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void;
  export function assertLess<T>(actual: T, expected: T, message?: string): void;
  export function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void;
  export function assertInstanceOf<T>(
    actual: unknown,
    // deno-lint-ignore no-explicit-any -- any constructor, whatever its parameters
    type: abstract new (...args: any[]) => T,
    message?: string,
  ): asserts actual is T;
  export function assertRejects<E extends Error = Error>(
    run: () => PromiseLike<unknown>,
    // deno-lint-ignore no-explicit-any -- any constructor, whatever its parameters
    type?: abstract new (...args: any[]) => E,
    messageIncludes?: string,
    message?: string,
  ): Promise<E>;
  export function assertThrows<E extends Error = Error>(
    run: () => unknown,
    // deno-lint-ignore no-explicit-any -- any constructor, whatever its parameters
    type?: abstract new (...args: any[]) => E,
    messageIncludes?: string,
    message?: string,
  ): E;
  export function fail(message?: string): never;
  export function unreachable(reason?: string): never;
}

declare module "@std/cli/parse-args" {
  export interface ParseOptions {
    readonly boolean?: readonly string[];
    readonly string?: readonly string[];
    readonly collect?: readonly string[];
    readonly negatable?: readonly string[];
    readonly alias?: Readonly<Record<string, string | readonly string[]>>;
    readonly default?: Readonly<Record<string, unknown>>;
    readonly "--"?: boolean;
    readonly stopEarly?: boolean;
    readonly unknown?: (argument: string, key?: string, value?: unknown) => unknown;
  }
  export type ParsedArguments = { _: (string | number)[] } & Record<string, unknown>;
  export function parseArgs(args: readonly string[], options?: ParseOptions): ParsedArguments;
}

declare module "@std/path/posix/glob-to-regexp" {
  export function globToRegExp(
    glob: string,
    options?: {
      readonly extended?: boolean;
      readonly globstar?: boolean;
      readonly caseInsensitive?: boolean;
    },
  ): RegExp;
}

declare module "@std/text/levenshtein-distance" {
  export function levenshteinDistance(a: string, b: string): number;
}

declare module "@std/yaml" {
  export function parse(text: string, options?: { readonly schema?: string }): unknown;
  export function stringify(data: unknown, options?: Readonly<Record<string, unknown>>): string;
}
