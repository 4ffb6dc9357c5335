/**
 * Output for people.
 * @module
 */
import { isSitehaulError } from "../../errors.ts";
import type { World } from "../world.ts";
import { eventLine } from "./event_line.ts";
import { Messages } from "./messages.ts";
import type { Output, OutputSettings } from "./output.ts";
import { createStyle } from "./style.ts";

/** Results as text on the standard output, all else on the standard error. */
export function createHumanOutput(world: World, settings: OutputSettings): Output {
  const messages = new Messages(world, settings);
  const style = createStyle(settings.color && world.terminal.stdout);
  const print = (text: string) => {
    messages.still();
    if (text !== "") world.stdout(`${text}\n`);
  };
  return {
    hide: (secrets) => messages.hide(secrets),
    result: (_, text, { exactly = false } = {}) =>
      print(exactly ? text(style) : messages.redact(text(style))),
    event: (site, event) => {
      const { kind, text, percent, isMilestone } = eventLine(event);
      const line = `${site}: ${text}`;
      if (kind === "warning") messages.warn(line);
      else if (percent !== undefined && messages.canMove) messages.move(line, percent);
      else if (kind === "note" || isMilestone) messages.note(line);
    },
    settled: (site, outcome) => {
      if (isSitehaulError(outcome)) messages.fail(outcome, site);
      else print(messages.redact(`${site}: ${outcome.text(style)}`));
    },
    done: ({ text }) => print(messages.redact(text(style))),
    note: (text) => messages.note(text),
    warn: (text) => messages.warn(text),
    aside: (text) => messages.line(text(messages.style)),
    debug: (text) => messages.debug(text),
    fail: (error) => messages.fail(error),
  };
}
