/**
 * What fields a product's definition has; how they fit together is checked in `product_checks.ts`.
 */
import * as z from "zod";
import { isVersion } from "./compare_versions.ts";
import { ERRORS } from "../base/errors.ts";

const line = z.string().min(1).max(500).regex(/^[^\p{Cc}]*$/u, "must be one line of text");
const version = line.refine(isVersion, "is not a version");
const lowerCase = line.refine((text) => text === text.toLowerCase(), "must be in lower case");
const level = z.int().positive();
const kinds = z.array(z.enum(["secret", "api-token"])).min(1)
  .refine((list) => new Set(list).size === list.length, "names a credential twice");

const code = line.refine((text) => Object.hasOwn(ERRORS, text), "is not an error code");
const pattern = z.strictObject({
  path: line.optional(),
  api: z.literal([1, 2, 3]).optional(),
  httpStatus: z.int().optional(),
  apiStatus: z.union([z.int(), z.literal("none")]).optional(),
  text: line.optional(),
}).refine((shows) => Object.keys(shows).length > 0, "fits every answer");
const erratum = z.strictObject({
  from: version.optional(),
  to: version.optional(),
  methods: z.array(line).min(1).optional(),
  shows: pattern,
  sincePhp: version.optional(),
  code,
  says: line,
  hint: line,
  note: line.optional(),
});
const sign = z.strictObject({
  shows: z.array(pattern).min(1),
  credential: z.enum(["secret", "api-token"]).optional(),
  code,
  says: line,
  hint: line,
});

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
      answeredBy: line.optional(),
      ignores: z.array(line).optional(),
      outsidePassword: z.boolean().optional(),
    })).min(1),
    errata: z.array(erratum).optional(),
    levels: z.strictObject({ from: level, to: level.optional() }).optional(),
  })).min(1),
  parameters: z.record(
    z.string().regex(/^[a-z][A-Za-z0-9]*$/, "must be a name of letters and digits"),
    z.strictObject({
      default: line,
      alternatives: z.array(line).optional(),
      about: line,
      like: z.array(lowerCase).min(1).optional(),
    }),
  ).optional(),
  innerPaths: z.array(line).optional(),
  marks: z.strictObject({
    cookie: line.optional(),
    page: line.optional(),
    links: z.array(line).min(1).optional(),
  }).optional(),
  oneAtATime: z.array(z.string().max(500)).min(1).optional(),
  tokenName: line.optional(),
  unmatchable: z.array(z.strictObject({ characters: z.array(line).min(1), why: line })).optional(),
  signs: z.array(sign).optional(),
  methodsSince: z.record(line, version).optional(),
  retirements: z.array(z.strictObject({
    api: z.literal([1, 2, 3]),
    on: z.iso.date("must be a day, such as 2027-10-01"),
    note: line.optional(),
  })).min(1).optional(),
});
