/** A gateway that does not wait for the site as long as the site works. */

/** When the gateway gives up, and what it says then. */
export interface Gateway {
  /** How long it waits for an answer of the site, ms. */
  readonly waitsMs: number;
  /** The HTTP status of its own answer. @default {504} */
  readonly status?: number;
}

/** The answer of the site, or that of a gateway that gives up on it. */
export async function throughGateway(
  work: Promise<Response>,
  { waitsMs, status = 504 }: Gateway,
  sleep: (ms: number) => Promise<void>,
): Promise<Response> {
  let hasGivenUp = false;
  const givenUp = sleep(waitsMs).then(() => {
    hasGivenUp = true;
    const page = `<html><head><title>${status} Gateway Time-out</title></head></html>`;
    return new Response(page, { status, headers: { "content-type": "text/html" } });
  });
  // Nobody hears what the site answers later.
  work.then((late) => hasGivenUp ? late.body?.cancel() : undefined).catch(() => {});
  return await Promise.race([work, givenUp]);
}
