/** Products that a configuration names. */
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readFile } from "node:fs/promises";
import { quietly } from "../base/built_in.ts";
import type { SitehaulError } from "../base/errors.ts";
import { messageOf } from "../base/message_text.ts";
import { defineProduct, type Product } from "../product/product.ts";
import { type Owner, readOwnFile } from "./own_file.ts";
import { lendProductModule, PRODUCT_MODULE, withProductModule } from "./plugin_names.ts";
import { fieldProblem } from "./read.ts";

/** A module may wait for something while it loads, but not forever. */
const LIMIT_MS = 30_000;

/** The configuration that names the modules. */
export interface PluginSource {
  readonly file: string;
  readonly text: string;
}

/** What keeps a plugin from being loaded, or from holding everything up. */
export interface LoadOptions {
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
  /** Whose the files have to be; anybody's if it is left out. */
  readonly owner?: Owner | undefined;
}

/** A module among those that are named. */
interface Named {
  readonly specifier: string;
  readonly index: number;
  readonly source: PluginSource;
}

/**
 * Loads modules that export products, each checked like those that come along.
 *
 * @param specifiers paths, from the folder of the file on, or `npm:` and `jsr:` specifiers
 * @param source the configuration
 * @param known the products that there are already: a name means one thing only
 * @param options when to stop waiting, and whose the files have to be
 * @throws {SitehaulError} `config/invalid` when a module cannot be loaded, or exports no product
 */
export async function loadProducts(
  specifiers: readonly string[],
  source: PluginSource,
  known: readonly Product[],
  { owner, ...limits }: LoadOptions = {},
): Promise<readonly Product[]> {
  const found: Product[] = [];
  for (const [index, specifier] of specifiers.entries()) {
    const named = { specifier, index, source };
    if (owner !== undefined) await refuseForeign(named, owner);
    const products = productsIn(await load(named, limits), named);
    if (products.length === 0) {
      throw unusable(named, "it exports no product", "Export the result of defineProduct().");
    }
    for (const product of products) {
      const isTaken = [...known, ...found].some(({ id }) => id === product.id);
      const reason = `there is already a product ${product.id}`;
      if (isTaken) throw unusable(named, reason, "Give the product another id.");
      found.push(product);
    }
  }
  return found;
}

/** The file that a plugin is; `undefined` for one from a registry or a server. */
export function fileOfPlugin(specifier: string, configuration: string): string | undefined {
  if (/^(?:npm|jsr|https?):/i.test(specifier)) return undefined;
  if (!/^file:/i.test(specifier)) return resolve(dirname(configuration), specifier);
  try {
    return fileURLToPath(specifier);
  } catch {
    // It is reported when it is loaded.
    return undefined;
  }
}

/** A plugin can be changed by whoever can write it, after the configuration was trusted. */
async function refuseForeign(named: Named, owner: Owner): Promise<void> {
  const path = fileOfPlugin(named.specifier, named.source.file);
  const found = path === undefined ? undefined : await readOwnFile(path, owner);
  if (found === undefined || !("fault" in found)) return;
  const hint = "Correct that. A configuration that is named with `config` may use it as it is.";
  throw unusable(named, found.fault, hint);
}

async function load(
  named: Named,
  { signal, limitMs = LIMIT_MS }: { readonly signal?: AbortSignal; readonly limitMs?: number },
): Promise<Record<string, unknown>> {
  const { specifier, source: { file } } = named;
  const isPackage = /^(npm|jsr):/.test(specifier);
  const path = fileOfPlugin(specifier, file);
  const url = path === undefined ? specifier : pathToFileURL(path).href;
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`it was not loaded within ${limitMs / 1000} s`)),
    limitMs,
  );
  const stop = () => reject(signal?.reason);
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  try {
    return await Promise.race([quietly(() => importFrom(url)), ended]);
  } catch (cause) {
    signal?.throwIfAborted();
    const [reason = ""] = messageOf(cause).split("\n");
    throw unusable(named, reason, adviceOn(cause, isPackage), cause);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

async function importFrom(url: string): Promise<Record<string, unknown>> {
  lendProductModule();
  try {
    return await import(url);
  } catch (error) {
    if (!("Deno" in globalThis) || !String(error).includes(PRODUCT_MODULE)) throw error;
    const own = withProductModule(await readFile(new URL(url), "utf8"), url);
    if (own === undefined) throw error;
    return await import(own);
  }
}

/** What to do about a module that cannot be loaded. */
function adviceOn(cause: unknown, isPackage: boolean): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (isPackage && !("Deno" in globalThis)) {
    return "Only Deno loads plugins by such a name. Install the package, and name its file.";
  }
  if (isPackage) return "Check the name and the network; a plugin may also be a file.";
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX" || code === "ERR_INVALID_TYPESCRIPT_SYNTAX") {
    return "Node only leaves types out: write it without enum and namespace, or in JavaScript.";
  }
  return "Check its path, and that it runs by itself. Of this package, it can import " +
    `${PRODUCT_MODULE} everywhere; other packages have to be installed beside it.`;
}

function productsIn(module: Record<string, unknown>, named: Named): Product[] {
  const candidates = Object.values(module).filter(looksLikeProduct);
  try {
    return [...new Set(candidates)].map((each) => defineProduct(each));
  } catch (cause) {
    const reason = messageOf(cause);
    throw unusable(named, reason, "Correct the product.", cause);
  }
}

function looksLikeProduct(value: unknown): value is Product {
  return typeof value === "object" && value !== null && "id" in value && "releases" in value;
}

function unusable(
  { specifier, index, source }: Named,
  reason: string,
  hint: string,
  cause?: unknown,
): SitehaulError {
  const message = `cannot use the plugin ${specifier}: ${reason}`;
  return fieldProblem(source, ["plugins", index], message, hint, cause);
}
