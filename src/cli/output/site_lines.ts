/**
 * What is known of a site, in words.
 * @module
 */
import type { Detected } from "../../../mod.ts";
import { productsOf } from "./documents.ts";
import { oneLine } from "./plain.ts";

/** Over what and as whom the site is spoken to; scripts look for these words. */
export function connectionLine({ endpoint, credential }: Detected): string {
  const how = credential === "api-token" ? "a Joomla API Token" : "the Secret Word";
  return `Using the JSON API v${endpoint.api}, authenticating with ${how}`;
}

/** Which product it is; scripts look for these words. */
export function productLine(found: Detected): string {
  const { version } = found;
  const words = [productsOf(found), editionOf(version.edition), version.version, "–"];
  return oneLine([...words.filter((word) => word !== ""), `API level ${version.level}`].join(" "));
}

/** All that was found, one thing in a line. */
export function detectedLines(found: Detected): string[] {
  const { site, endpoint, requests, recommended } = found;
  const note = recommended ? "" : " (not the recommended one for this version)";
  return [
    `Site      ${site}`,
    `Endpoint  ${endpoint.url}${note}`,
    `Product   ${productLine(found)}`,
    `          ${connectionLine(found)}`,
    `          found with ${requests} ${requests === 1 ? "request" : "requests"}`,
  ].map((line) => oneLine(line.replace(/^ {10}/, "          ")));
}

function editionOf(edition: string | undefined): string {
  if (edition === undefined) return "";
  return { pro: "Professional", core: "Core" }[edition.toLowerCase()] ?? edition;
}
