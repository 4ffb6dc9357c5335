/**
 * Schemas for single values whose type depends on the version of the server: numbers that come as
 * text, booleans that come as 0 and 1, times without a zone.
 */
import * as z from "zod";

/** A whole number, also as text (`"77"`). */
export const wholeNumber: z.ZodType<number> = z.union([z.number(), z.string().regex(/^-?\d+$/)])
  .transform(Number).pipe(z.int());

/** A count or size in bytes that may be missing: null, `""` and absent become undefined. */
export const optionalNumber: z.ZodType<number | undefined> = z.preprocess(
  (value) => value === null || value === "" ? undefined : value,
  wholeNumber.optional(),
);

/**
 * The size of something that is not empty, in bytes. What no size can be becomes undefined, whatever it
 * is: PHP of 32 bits makes sizes from 2 GiB on negative, 0, false or null.
 */
export const byteCount: z.ZodType<number | undefined> = wholeNumber.pipe(z.int().positive())
  .optional().catch(undefined);

/** A boolean, also as 0, 1, `"0"`, `"1"` or `""`. */
export const truth: z.ZodType<boolean> = z.union([z.boolean(), z.number(), z.string(), z.null()])
  .transform((value) => typeof value === "string" ? !["", "0", "false"].includes(value) : !!value);

/** A text; null and absent become `""`, a number its digits. */
export const text: z.ZodType<string> = z.union([z.string(), z.number()]).nullish()
  .transform((value) => value === null || value === undefined ? "" : String(value));

/** A text that is only displayed: anything else becomes `""`, rather than stop a backup. */
export const shownText: z.ZodType<string> = text.catch("");

/**
 * The members of a list. PHP writes a list that lacks its beginning or has a gap as an object with
 * numbers for keys, and no list at all as null, `""` or false.
 */
export function listOf<T>(member: z.ZodType<T>): z.ZodType<T[]> {
  return z.preprocess(
    (value) => {
      if (value === undefined || value === null || value === "" || value === false) return [];
      return typeof value === "object" && !Array.isArray(value) ? Object.values(value) : value;
    },
    z.array(member),
  );
}

/** No version and no date is longer; what is said there is kept, and shown in many places. */
const LONGEST_SHORT = 100;

/** The beginning of a text that is no longer. */
export function shortened<T extends string | undefined>(value: T): T | string {
  return value?.slice(0, LONGEST_SHORT) ?? value;
}

/** A text of a few words, such as a version. */
export const shortText: z.ZodType<string> = text.transform(shortened);

/** A non-empty text; null, `""` and the literal `NULL` become undefined. */
export const meaningfulText: z.ZodType<string | undefined> = text
  .transform((value) => value === "" || value === "NULL" ? undefined : value);

/**
 * A moment as ISO 8601 in UTC from the server's `YYYY-MM-DD HH:MM:SS`, which is UTC without saying
 * so. The zero date of a failed record, and nonsense, become undefined.
 */
export const moment: z.ZodType<string | undefined> = text.transform((value) => {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/.exec(value);
  if (match === null) return undefined;
  const date = new Date(`${match[1]}T${match[2]}Z`);
  return Number.isNaN(date.getTime()) || value.startsWith("0000") ? undefined : date.toISOString();
});
