/** What the schema would have liked, in plain words. */
import type * as z from "zod";

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "fields with values",
  record: "names with values",
};

/** Half a sentence for people, such as `a whole number`, in place of what zod says. */
export function expectedBy(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return "it is not what was expected";
  const isMissing = /received undefined$/.test(issue.message);
  switch (issue.code) {
    case "invalid_type": {
      const kind = KINDS[issue.expected] ?? issue.expected;
      return isMissing ? `it is missing; ${kind} is expected` : `expected ${kind}`;
    }
    case "invalid_value":
      return `expected ${oneOf(issue.values)}`;
    case "too_small":
      if (issue.origin === "string") return "it is empty; text is expected";
      if (issue.origin === "array") return "it is empty; a list is expected";
      return issue.inclusive
        ? `expected ${numberOf(issue.origin)} from ${issue.minimum}`
        : `expected a number greater than ${issue.minimum}`;
    case "too_big":
      return `expected ${numberOf(issue.origin)} up to ${issue.maximum}`;
    default:
      // The schema says it itself.
      return issue.message;
  }
}

function numberOf(origin: string): string {
  return origin === "int" ? "a whole number" : "a number";
}

function oneOf(values: readonly unknown[]): string {
  const sorted = values.map(String).sort();
  const last = sorted.pop();
  return sorted.length === 0 ? `${last}` : `${sorted.join(", ")} or ${last}`;
}
