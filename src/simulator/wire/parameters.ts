/** The parameters of a call, read the way PHP reads them. */

/** Names and values; a nested form field, `data[description]=…`, is an object. */
export type CallParameters = Readonly<Record<string, unknown>>;

/** The fields of a query or a form. */
export function readFields(fields: Iterable<readonly [string, string]>): CallParameters {
  const parameters: Record<string, unknown> = {};
  for (const [name, value] of fields) {
    const nested = /^([^[\]]+)\[([^\]]*)\]/.exec(name);
    if (nested === null) parameters[name] = value;
    else {
      const [, outer = "", inner = ""] = nested;
      parameters[outer] = { ...objectOf(parameters, outer), [inner]: value };
    }
  }
  return parameters;
}

/** Null counts as not sent; an empty text does not. */
export function has(parameters: CallParameters, name: string): boolean {
  return parameters[name] !== undefined && parameters[name] !== null;
}

/** A text; arrays and objects count as none. */
export function textOf(parameters: CallParameters, name: string, fallback = ""): string {
  const value = parameters[name];
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value : fallback;
}

/** A whole number: text that is not a number is 0, as PHP has it. */
export function intOf(parameters: CallParameters, name: string, fallback = 0): number {
  if (!has(parameters, name)) return fallback;
  const value = Number.parseInt(textOf(parameters, name), 10);
  return Number.isNaN(value) ? 0 : value;
}

/** A nested field. */
export function objectOf(
  parameters: CallParameters,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  const value = parameters[name];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return value as Readonly<Record<string, unknown>>;
}

/** A text as the product keeps it: without HTML tags. */
export function withoutTags(text: string): string {
  return text.replace(/<[^>]*>/g, "");
}
