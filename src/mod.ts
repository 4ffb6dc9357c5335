/**
 * The core of sitehaul: everything but the products.
 * @module
 */
export * from "./endpoint.ts";
export * from "./errors.ts";
export * from "./product.ts";
export * from "./redact.ts";
export * from "./resolve/candidates.ts";
export * from "./resolve/catalogue.ts";
export * from "./resolve/recognise.ts";
export type { ParameterValues } from "./resolve/route_urls.ts";
export * from "./resolve/site.ts";
export * from "./version.ts";
