/**
 * The name that plugins import, `@sitehaul/sitehaul/product`: it is found wherever the program runs,
 * also where no package of that name is installed beside the plugin, or anywhere.
 * @module
 */
import type { LoadHookSync, ResolveHookSync } from "node:module";
import { builtIn } from "../base/built_in.ts";
import * as product from "../product/product.ts";

/** What a plugin imports to get `defineProduct()` and its types. */
export const PRODUCT_MODULE = "@sitehaul/sitehaul/product";

/** What Bun has for modules that the program itself makes. */
interface BunNamespace {
  plugin(plugin: {
    readonly name: string;
    setup(build: {
      module(name: string, make: () => { exports: object; loader: "object" }): void;
    }): void;
  }): void;
}

let isLent = false;

/**
 * Gives the name to Node and Bun, and lets a Node that leaves TypeScript alone (before 22.18) read it.
 * Deno looks names up before it runs anything: see {@linkcode withProductModule}.
 */
export function lendProductModule(): void {
  if (isLent || "Deno" in globalThis) return;
  isLent = true;
  const { Bun: bun } = globalThis as { Bun?: BunNamespace };
  if (bun === undefined) return lendToNode();
  bun.plugin({
    name: "sitehaul",
    setup: (build) =>
      build.module(PRODUCT_MODULE, () => ({ exports: { ...product }, loader: "object" })),
  });
}

/** As if the plugin were a part of the package that this module is in, which may import itself by name. */
const resolveInPackage: ResolveHookSync = (name, context, next) =>
  name === PRODUCT_MODULE ? next(name, { ...context, parentURL: import.meta.url }) : next(name);

const readTypeScript: LoadHookSync = (url, context, next) => {
  if (!/^file:.*\.m?ts$/.test(url)) return next(url);
  const { source = "", ...read } = next(url, { ...context, format: "module" });
  const text = typeof source === "string" ? source : new TextDecoder().decode(source ?? undefined);
  const code = builtIn("node:module").stripTypeScriptTypes(text);
  return { ...read, format: "module", source: code };
};

function lendToNode(): void {
  const { registerHooks } = builtIn("node:module");
  const readsTypeScript = Boolean(globalThis.process.features.typescript);
  registerHooks({
    resolve: resolveInPackage,
    ...(readsTypeScript ? {} : { load: readTypeScript }),
  });
}

/** Where the module that bears the name finds what it exports. */
const KEY = Symbol.for(PRODUCT_MODULE);

/** Names that are imported, and their quotes. */
const IMPORTED = /(\bfrom\s*|\bimport\s*\(?\s*)(["'])([^"']+)\2/g;

/**
 * The URL of a module for Deno that is a plugin, in which the name and relative ones are those of modules
 * that are there: for the program as one file, which is no package that has the name.
 *
 * @param text the plugin
 * @param url where it is
 * @returns nothing where the plugin does not import the name
 */
export function withProductModule(text: string, url: string): string | undefined {
  const names = Array.from(text.matchAll(IMPORTED), ([, , , name]) => name);
  if (!names.includes(PRODUCT_MODULE)) return undefined;
  const code = text.replace(IMPORTED, (whole, before: string, quote: string, name: string) => {
    if (name === PRODUCT_MODULE) return `${before}${quote}${productModule()}${quote}`;
    return name.startsWith(".") ? `${before}${quote}${new URL(name, url).href}${quote}` : whole;
  });
  const type = /\.m?ts$/.test(url) ? "application/typescript" : "text/javascript";
  return `data:${type},${encodeURIComponent(code)}`;
}

/** It hands on what this program has in it. */
function productModule(): string {
  Object.assign(globalThis, { [KEY]: product });
  const names = Object.keys(product).join(", ");
  const code = `export const { ${names} } = globalThis[Symbol.for("${PRODUCT_MODULE}")];`;
  return `data:text/javascript,${encodeURIComponent(code).replace(/'/g, "%27")}`;
}
