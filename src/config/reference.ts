/** References to secrets: `${env:NAME}` and `${file:PATH}`. */

/** `${env:NAME}` or `${file:PATH}` in a text. */
export const REFERENCE = /\$\{(env|file):([^}]+)\}/g;

/** Whatever was meant to be one. */
const MEANT = /\$\{\s*(?:env|file)\s*:/i;

/** Whether a secret, written as it is, would be read as something else, or be refused. */
export function looksLikeReference(secret: string): boolean {
  return MEANT.test(secret);
}

/** Whether all references in a text are written as references are; a misspelt one would be sent. */
export function areReferencesWhole(text: string): boolean {
  return !MEANT.test(text.replace(REFERENCE, ""));
}
