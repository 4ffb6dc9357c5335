/**
 * The core of sitehaul: everything but the products.
 * @module
 */
export * from "./endpoint.ts";
export * from "./errors.ts";
export * from "./product.ts";
export * from "./redact.ts";
export * from "./version.ts";
