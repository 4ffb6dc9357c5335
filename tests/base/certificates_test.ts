import { assertEquals, assertThrows } from "@std/assert";
import { certificatesIn, checkAuthorities } from "../../src/base/certificates.ts";
import { SitehaulError } from "../../src/base/errors.ts";

const one = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`;

Deno.test("the certificates in a text are told apart, whatever stands around them", () => {
  const text = `# an authority\r\n${one("MIIA")}\n\nand another\n${one("MIIB")}\n`;
  assertEquals(certificatesIn(text), [one("MIIA"), one("MIIB")]);
});

Deno.test.each([
  ["no certificate", "not a certificate"],
  ["a key", one("MIIA").replaceAll("CERTIFICATE", "PRIVATE KEY")],
  ["a certificate that is cut off", one("MIIA").slice(0, 40)],
])("among authorities, %s is refused", (_, text) => {
  checkAuthorities([one("MIIA")]);
  const error = assertThrows(() => checkAuthorities([one("MIIA"), text]), SitehaulError);
  assertEquals(error.code, "usage/value");
});
