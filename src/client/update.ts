/** The product's own updater, which old versions offer by the API. */
import { type ErrorCode, isSitehaulError, SitehaulError } from "../base/errors.ts";
import type { UpdateInformation } from "../protocol/replies.ts";
import type { Caller } from "../connection/caller.ts";

/** The stability of versions, least stable first. */
export const STABILITIES: readonly Stability[] = ["alpha", "beta", "rc", "stable"];

/** As the makers call it; `stable` is the most stable. */
export type Stability = "alpha" | "beta" | "rc" | "stable";

/** Which versions are good enough to be installed. */
export interface UpdateOptions {
  /** A less stable version is not installed. @default {"alpha"} */
  readonly minimumStability?: Stability | undefined;
  /** Ends the update; the stage that has begun goes on on the site. */
  readonly signal?: AbortSignal | undefined;
}

/** Begins one stage of an update. */
export interface UpdateStage {
  /** Every update goes through all four, in this order. */
  readonly stage: "download" | "extract" | "install" | "cleanup";
  /** The version that is being installed. */
  readonly version: string;
}

const UNSUPPORTED_HINT =
  "This version cannot be updated through the remote API (9 and later never can): use the site's " +
  "own updater.";

/**
 * Asks the site for an update of the product. Versions that have no method for it may still tell
 * it with getVersion (observed: 9.1.1 for WordPress).
 *
 * @throws {SitehaulError} `update/unsupported`
 */
export async function checkUpdate(
  caller: Caller,
  signal?: AbortSignal,
): Promise<UpdateInformation> {
  try {
    return await caller.send("updateGetInformation", { force: true }, { signal });
  } catch (error) {
    if (!isSitehaulError(error, "method/unknown", "method/not-implemented", "reply/shape")) {
      throw error;
    }
    const { update } = await caller.send("getVersion", {}, { signal });
    if (update !== undefined) return update;
    throw new SitehaulError(
      "update/unsupported",
      "The site provides no information about updates",
      {
        hint: UNSUPPORTED_HINT,
        cause: error,
      },
    );
  }
}

type UpdateMethod = "updateDownload" | "updateExtract" | "updateInstall" | "updateCleanup";

const STAGES: readonly (readonly [UpdateStage["stage"], UpdateMethod, ErrorCode])[] = [
  ["download", "updateDownload", "update/download"],
  ["extract", "updateExtract", "update/extract"],
  ["install", "updateInstall", "update/install"],
  ["cleanup", "updateCleanup", "update/cleanup"],
];

/**
 * Updates the product on the site, stage by stage; each is announced before it begins.
 *
 * @returns the version that was installed
 * @throws {SitehaulError} `update/none` when there is nothing to do, `update/no-information` when the
 * site does not say what it would install, else `update/…`
 */
export async function* update(
  caller: Caller,
  options: UpdateOptions = {},
): AsyncGenerator<UpdateStage, string, void> {
  const { minimumStability = "alpha", signal } = options;
  const found = await checkUpdate(caller, signal);
  if (found.stuck) {
    throw new SitehaulError("update/stuck", "The site's update check is stuck", {
      hint: "Open the product's control panel on the site, and check for updates there.",
    });
  }
  if (!found.hasUpdate) {
    throw new SitehaulError("update/none", "There is no update for the product on this site");
  }
  if (found.version === "") {
    throw new SitehaulError(
      "update/no-information",
      "The site reports an update, but not its version",
      { hint: "Nothing was changed. Let the product on the site check for updates again." },
    );
  }
  if (rank(found.stability) < rank(minimumStability)) {
    throw new SitehaulError(
      "update/stability",
      `Version ${found.version} is ${found.stability}, less stable than ${minimumStability}`,
      { hint: "Lower `minimumStability` to install it anyway." },
    );
  }
  for (const [stage, method, code] of STAGES) {
    yield { stage, version: found.version };
    await runStage(caller, method, code, signal);
  }
  return found.version;
}

async function runStage(
  caller: Caller,
  method: UpdateMethod,
  code: ErrorCode,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await caller.send(method, {}, { signal });
  } catch (error) {
    if (!isSitehaulError(error)) throw error;
    const unsupported = isSitehaulError(error, "method/unknown", "method/not-implemented");
    throw new SitehaulError(
      unsupported ? "update/unsupported" : code,
      unsupported
        ? `The site has an update, but cannot install it remotely: there is no ${method}`
        : `The update failed in ${method}: ${error.message}`,
      { hint: unsupported ? UNSUPPORTED_HINT : "Update on the site itself.", cause: error },
    );
  }
}

/** A stability that the site does not report counts as stable. */
function rank(stability: string): number {
  const index = STABILITIES.findIndex((each) => each === stability);
  return index < 0 ? STABILITIES.length - 1 : index;
}
