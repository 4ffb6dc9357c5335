/** Output for people. */
import { isSitehaulError, type SitehaulError } from "../../base/errors.ts";
import type { World } from "../world/world.ts";
import type { EventLine } from "./events/row.ts";
import { eventLine } from "./events/table.ts";
import { Messages } from "./messages.ts";
import type { Output, OutputSettings } from "./output.ts";
import { createStyle } from "./style.ts";

/** Results as text on standard output, everything else on standard error. */
export function createHumanOutput(world: World, settings: OutputSettings): Output {
  const messages = new Messages(world, settings);
  const style = createStyle(settings.forceColor || settings.color && world.terminal.stdout, {
    columns: world.terminal.stdout ? world.columns() : undefined,
    timeZone: settings.utc ? "UTC" : world.timeZone,
  });
  let told: SitehaulError | undefined;
  const write = (text: string) => {
    if (text !== "") world.stdout(`${text}\n`);
  };
  const print = (text: string) => {
    messages.stop();
    write(text);
  };
  const show = (line: EventLine | undefined, name = "") => {
    const text = `${name === "" ? "" : `${name}: `}${line?.text}`;
    if (line?.kind === "warning") messages.warn(text);
    else if (line?.kind === "note" || line?.kind === "milestone" && !messages.canMove) {
      messages.note(text);
    }
  };
  return {
    hide: (secrets) => messages.hide(secrets),
    redact: (text) => messages.redact(text),
    result: (_, text, { exactly = false, isOurs = false } = {}) => {
      const shown = text(style);
      if (exactly) print(shown);
      else print(isOurs ? messages.redactOutcome(shown) : messages.redactResult(shown));
    },
    verdict: (_, text, failure, { complete = false } = {}) => {
      print(
        failure === undefined
          ? messages.redactOutcome(text(style))
          : messages.redactOwn(text(style)),
      );
      if (complete) told = failure;
    },
    archiveEvent: (event) => {
      show(eventLine(event));
      if (messages.canMove) messages.live.take("", event);
    },
    event: (site, work) => {
      const event = messages.redactEvent(work);
      show(eventLine(event), site);
      if (messages.canMove) messages.live.take(site, event);
    },
    pause: () => messages.live.pause(),
    settled: (site, outcome) => {
      messages.live.remove(site);
      if (isSitehaulError(outcome)) messages.fail(outcome, site);
      else {messages.live.around(() =>
          write(messages.redactOutcome(`${site}: ${outcome.text(style)}`))
        );}
    },
    done: ({ text }) => print(messages.redactOutcome(text(style))),
    note: (text) => messages.note(text),
    warn: (text) => messages.warn(text),
    aside: (text) => messages.line(text(messages.style)),
    debug: (text) => messages.debug(text),
    isShown: (error) => error === told,
    fail: (error) => {
      messages.stop();
      if (error === told) messages.trace(error);
      else messages.fail(error);
    },
  };
}
