/** The names of runs. */

const FORM = /^r-\d{8}-\d{6}-[0-9a-f]{4}$/;

/** A new name, such as `r-20261128-073012-4f2a`: they sort by time, in UTC. */
export function newRunId(now: number): string {
  const [day = "", time = ""] = new Date(now).toISOString().split("T");
  const random = crypto.randomUUID().slice(0, 4);
  return `r-${day.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}-${random}`;
}

/** Whether a text has the form of such a name. */
export function isRunId(text: string): boolean {
  return FORM.test(text);
}
