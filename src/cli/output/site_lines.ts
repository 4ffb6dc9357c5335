/** What is known of a site, in words. */
import type { Detected } from "../../../mod.ts";
import { shownVersion } from "../../product/compare_versions.ts";
import { quoted } from "../../base/message_text.ts";
import { oneLine } from "./plain.ts";

/** What the product of a site, and its API token, are called. */
export interface SiteNames {
  readonly product: string;
  /** With an article. */
  readonly token: string;
}

/** The API version and credential in use; scripts look for these words. */
export function connectionLine({ endpoint, credential }: Detected, { token }: SiteNames): string {
  const how = credential === "api-token" ? token : "the Secret Word";
  return `Using the JSON API v${endpoint.api}, authenticating with ${how}`;
}

/** Which product it is; scripts look for these words. */
export function productLine({ version }: Detected, name: string): string {
  const { edition, level } = version;
  const words = [name, editionOf(edition), shownVersion(version.version), `(API level ${level})`];
  return oneLine(words.filter((word) => word !== "").join(" "));
}

/** All that was found, one thing in a line. */
export function detectedLines(found: Detected, names: SiteNames): string[] {
  const { site, endpoint, requests, recommended } = found;
  const note = recommended ? "" : " (not the recommended one for this version)";
  return [
    `Site      ${site}`,
    `Endpoint  ${endpoint.url}${note}`,
    `Product   ${productLine(found, names.product)}`,
    `Access    ${connectionLine(found, names)}`,
    `Search    ${requests} ${requests === 1 ? "request" : "requests"}`,
  ];
}

function editionOf(edition: string | undefined): string {
  if (edition === undefined) return "";
  return { pro: "Professional", core: "Core" }[edition.toLowerCase()] ?? quoted(edition);
}
