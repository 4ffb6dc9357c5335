/** Values of the products' parameters, such as WordPress' plugin folder, by flags and settings. */
import { meant } from "../parse/flags.ts";
import type { Product } from "../../product/product.ts";
import type { SharedSettings } from "../../config/schema.ts";
import { SitehaulError } from "../../base/errors.ts";
import { quoted } from "../../base/message_text.ts";
import { nearest } from "../../base/nearest.ts";
import { segmentFault } from "../../product/product_rules.ts";

/** Values by the names of parameters. */
export type GivenParameters = Readonly<Record<string, string>>;

/** What a parameter is set to on the command line; `folder` has a flag of its own. */
interface ParameterFlags {
  readonly set: readonly string[];
  readonly folder: string | undefined;
}

/**
 * What the command line sets.
 *
 * @throws {SitehaulError} `usage/value` for a parameter that no product has, or no such value
 */
export function givenParameters(
  { set, folder }: ParameterFlags,
  products: readonly Product[],
): GivenParameters {
  const pairs = set.map((text) => pairOf(text, products));
  if (folder !== undefined) pairs.push({ name: "folder", value: folder, written: "--folder" });
  const values: Record<string, string> = {};
  for (const { name, value, written } of pairs) {
    const fault = parameterFault(name, value, products);
    const before = values[name];
    if (fault !== undefined) {
      throw refusal(`Cannot use ${written}: ${fault.reason}`, fault.hint);
    }
    if (before !== undefined && before !== value) {
      throw refusal(
        `${name} is set to ${quoted(before)} and to ${quoted(value)}`,
        `Set it once; --folder NAME is short for --set folder=NAME.`,
      );
    }
    values[name] = value;
  }
  return values;
}

function pairOf(
  text: string,
  products: readonly Product[],
): { name: string; value: string; written: string } {
  const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (name !== "") return { name, value, written: `--set ${name}` };
  throw refusal(`--set needs a name and a value, not ${quoted(text)}`, hintOf(products));
}

/** What the settings of one place set: `folder: x` is short for `parameters: { folder: x }`. */
export function configuredParameters(
  { folder, parameters = {} }: Pick<SharedSettings, "folder" | "parameters">,
): GivenParameters {
  return { ...(folder === undefined ? {} : { folder }), ...parameters };
}

/** What is wrong with a value of a parameter; `undefined` if nothing is. */
export function parameterFault(
  name: string,
  value: string,
  products: readonly Product[],
): { readonly reason: string; readonly hint: string } | undefined {
  const names = namesOf(products);
  if (!names.includes(name)) {
    const guess = nearest(name, names);
    const question = meant(guess);
    return {
      reason: `no product has a parameter ${quoted(name)}`,
      hint: question + hintOf(products),
    };
  }
  const fault = segmentFault(value);
  return fault === undefined
    ? undefined
    : { reason: `${name}: ${quoted(value)} ${fault}`, hint: "Give the name of the folder alone." };
}

function namesOf(products: readonly Product[]): string[] {
  return [...new Set(products.flatMap(({ parameters = {} }) => Object.keys(parameters)))];
}

/** Names every parameter of these products. */
function hintOf(products: readonly Product[]): string {
  const lines = products.flatMap(({ id, parameters = {} }) =>
    Object.entries(parameters).map(([name, { default: usual }]) => `${name}=${usual} (${id})`)
  );
  return lines.length === 0
    ? "These products have no parameters."
    : `There are, with their usual values: ${lines.join(", ")}.`;
}

function refusal(message: string, hint: string): SitehaulError {
  return new SitehaulError("usage/value", message, { hint });
}
