/**
 * Names in an old code page. The platform knows most encodings, but not those of DOS, in which ZIP
 * archives have their names unless they say otherwise.
 */
import { SitehaulError } from "../base/errors.ts";

/** The code page of a ZIP archive that names no other; source: the ZIP specification, appendix D. */
export const ZIP_CODE_PAGE = "cp437";

/** The upper halves of code pages. */
const UPPER_HALVES: Readonly<Record<string, string>> = {
  cp437: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓" +
    "╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0",
  cp850:
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎ" +
    "Ï┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0",
};

/** Decodes bytes that are not UTF-8. */
export function decodeName(bytes: Uint8Array, encoding: string): string {
  const upper = UPPER_HALVES[encoding.toLowerCase()];
  if (upper === undefined) return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  return Array.from(bytes, (byte) => byte < 128 ? String.fromCharCode(byte) : upper[byte - 128])
    .join("");
}

/**
 * Checks the name of an encoding.
 *
 * @throws {SitehaulError} `usage/value` when it is none that can be decoded
 */
export function checkEncoding(encoding: string): void {
  try {
    decodeName(new Uint8Array(0), encoding);
  } catch (cause) {
    throw new SitehaulError(
      "usage/value",
      `There is no encoding ${JSON.stringify(encoding.slice(0, 40))}`,
      {
        hint: "Use cp437, cp850, or a name of the Encoding standard, such as windows-1252, " +
          "iso-8859-2, ibm866 or shift_jis.",
        cause,
      },
    );
  }
}
