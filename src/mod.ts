/**
 * The core of sitehaul: everything but the products.
 * @module
 */
export * from "./endpoint.ts";
export * from "./errors.ts";
export * from "./redact.ts";
