/** Products that nobody can change. */

/**
 * Freezes a value and all that is in it, and returns it. What comes with sitehaul is only frozen, since
 * the tests have checked it; products of others are checked when they are defined.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach((inner) => deepFreeze(inner));
    Object.freeze(value);
  }
  return value;
}
