/**
 * Products that a configuration names.
 * @module
 */
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { SitehaulError } from "../errors.ts";
import { defineProduct, type Product } from "../product.ts";

/**
 * Loads modules that export products, each checked like those that come along.
 *
 * @param specifiers paths, from the folder of the file on, or `npm:` and `jsr:` specifiers
 * @param file the configuration
 * @param known the products that there are already: a name means one thing only
 * @throws {SitehaulError} `config/invalid` when a module cannot be loaded, or exports no product
 */
export async function loadProducts(
  specifiers: readonly string[],
  file: string,
  known: readonly Product[] = [],
): Promise<readonly Product[]> {
  const found: Product[] = [];
  for (const specifier of specifiers) {
    const products = productsIn(await load(specifier, file), specifier, file);
    if (products.length === 0) {
      throw unusable(
        specifier,
        file,
        "it exports no product",
        "Export what defineProduct() gives.",
      );
    }
    for (const product of products) {
      const isTaken = [...known, ...found].some(({ id }) => id === product.id);
      const reason = `there is a product ${product.id} already`;
      if (isTaken) throw unusable(specifier, file, reason, "Give the product another id.");
      found.push(product);
    }
  }
  return found;
}

async function load(specifier: string, file: string): Promise<Record<string, unknown>> {
  const url = /^(npm|jsr|https?|file):/.test(specifier)
    ? specifier
    : pathToFileURL(resolve(dirname(file), specifier)).href;
  try {
    return await import(url);
  } catch (cause) {
    const [reason = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw unusable(specifier, file, reason, "Check its path, and that it runs by itself.", cause);
  }
}

function productsIn(
  module: Record<string, unknown>,
  specifier: string,
  file: string,
): Product[] {
  const candidates = Object.values(module).filter(looksLikeProduct);
  try {
    return [...new Set(candidates)].map((each) => defineProduct(each));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unusable(specifier, file, reason, "Correct the product.", cause);
  }
}

function looksLikeProduct(value: unknown): value is Product {
  return typeof value === "object" && value !== null && "id" in value && "releases" in value;
}

function unusable(
  specifier: string,
  file: string,
  reason: string,
  hint: string,
  cause?: unknown,
): SitehaulError {
  const message = `${file}: cannot use the plugin ${specifier}: ${reason}`;
  return new SitehaulError("config/invalid", message, { hint, cause });
}
