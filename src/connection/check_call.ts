/** Whether a site has a method, and whether its answer has the shape of one. */
import { SitehaulError } from "../base/errors.ts";
import type { Method, ReplyIssue } from "../protocol/method.ts";

/** @throws {SitehaulError} `level/too-low` or `method/not-implemented` when the level lacks the method */
export function checkLevel<P extends object, R>(
  method: Method<P, R>,
  level: number | undefined,
): void {
  if (level === undefined) return;
  if (level < method.since) {
    throw new SitehaulError(
      "level/too-low",
      `${method.name} needs API level ${method.since}; the site has level ${level}`,
      { hint: "Update the product on the site." },
    );
  }
  if (method.removedIn !== undefined && level >= method.removedIn) {
    throw new SitehaulError(
      "method/not-implemented",
      `${method.name} was removed in API level ${method.removedIn}; the site has level ${level}`,
      { hint: "Newer versions of the product do not offer this remotely." },
    );
  }
}

/**
 * The data of an envelope as the method has it.
 *
 * @throws {SitehaulError} `reply/shape`
 */
export function parseReply<P extends object, R>(method: Method<P, R>, data: unknown): R {
  const parsed = method.reply.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new SitehaulError(
    "reply/shape",
    `The answer to ${method.name} has a wrong shape: ${describe(parsed.error.issues[0])}`,
    {
      hint:
        "The site may run a version that is not known yet. Run it again with `log` to see the reply.",
    },
  );
}

/** The first thing wrong, with its place: `profiles[2].id: expected number`. */
function describe(issue: ReplyIssue | undefined): string {
  if (issue === undefined) return "unknown";
  const place = issue.path.map((key) => typeof key === "number" ? `[${key}]` : `.${String(key)}`);
  return `data${place.join("")}: ${issue.message}`;
}
