/**
 * The products that come with sitehaul.
 * @module
 */
import type { Product } from "../src/product/product.ts";
import { joomla } from "./joomla/mod.ts";
import { solo } from "./solo/mod.ts";
import { wordpress } from "./wordpress/mod.ts";

export * from "./joomla/mod.ts";
export * from "./solo/mod.ts";
export * from "./wordpress/mod.ts";

/** The products that come with sitehaul: Joomla!, WordPress and Solo. */
export const products: readonly Product[] = Object.freeze([joomla, wordpress, solo]);
