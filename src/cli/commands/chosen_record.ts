/** The backup record that a command line names, by its number or as the latest one. */
import type { Site } from "../../../mod.ts";
import type { RecordOptions } from "../../client/site.ts";
import type { ConnectLimits, NamedSite } from "../context/context.ts";
import { LATEST, type RecordId } from "../declarations/command.ts";

/** A record, and the way to its site. */
export interface ChosenRecord {
  /** What the site names it by. */
  readonly id: number;
  /** Connects, unless that had to be done to know the number. */
  readonly connect: () => Promise<Site>;
}

/**
 * Asks the site only for the latest record: a number stands for itself.
 *
 * @throws {SitehaulError} `backup/not-found` where the site has no complete backup
 */
export async function chosenRecord(
  named: RecordId,
  site: NamedSite,
  { patience, ...options }: RecordOptions & Pick<ConnectLimits, "patience">,
): Promise<ChosenRecord> {
  const connect = () => site.connect({ patience });
  if (named !== LATEST) return { id: named, connect };
  const client = await connect();
  const { id } = await client.latestRecord(options);
  return { id, connect: () => Promise.resolve(client) };
}
