/**
 * What fields a product's definition has; how they fit together is checked in `product_checks.ts`.
 * @module
 */
import * as z from "zod";
import { isVersion } from "./compare_versions.ts";

const line = z.string().min(1).max(500).regex(/^[^\p{Cc}]*$/u, "must be one line of text");
const version = line.refine(isVersion, "is not a version");
const kinds = z.array(z.enum(["secret", "api-token"])).min(1)
  .refine((list) => new Set(list).size === list.length, "names a credential twice");

/** The fields of a product, and what each may hold. */
export const PRODUCT_SHAPE = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "must be lower-case letters, digits, hyphens"),
  name: line,
  releases: z.array(z.strictObject({
    from: version.refine((text) => !text.toLowerCase().endsWith("x"), "must not be open (x)"),
    to: version.optional(),
    routes: z.array(z.strictObject({
      api: z.literal([1, 2, 3]),
      path: z.string(),
      query: z.record(line, line).optional(),
      accepts: kinds.optional(),
      acceptsSince: z.strictObject({ secret: version, "api-token": version }).partial().optional(),
      recommended: z.union([z.boolean(), kinds]).optional(),
      note: line.optional(),
      trustRefusal: z.boolean().optional(),
    })).min(1),
  })).min(1),
  parameters: z.record(
    z.string().regex(/^[a-z][A-Za-z0-9]*$/, "must be a name of letters and digits"),
    z.strictObject({ default: line, alternatives: z.array(line).optional(), about: line }),
  ).optional(),
  innerPaths: z.array(line).optional(),
  marks: z.strictObject({ cookie: line.optional(), page: line.optional() }).optional(),
  unmatchable: z.array(z.strictObject({ characters: z.array(line).min(1), why: line })).optional(),
});
