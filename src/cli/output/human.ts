/** Output for people. */
import { isSitehaulError, type SitehaulError } from "../../base/errors.ts";
import type { World } from "../world/world.ts";
import type { EventLine } from "./events/row.ts";
import { eventLine } from "./events/table.ts";
import { Messages } from "./messages.ts";
import { RunLines } from "./run_lines.ts";
import type { Outcome, Output, OutputSettings } from "./output.ts";
import { nameColumn, resultLine, type SiteResult } from "./site_result.ts";
import { createStyle } from "./style.ts";
import { Tally } from "./tally.ts";

/** Results as text on standard output, everything else on standard error. */
export function createHumanOutput(world: World, settings: OutputSettings): Output {
  const messages = new Messages(world, settings);
  // Made anew for each text: the window may have become narrower.
  const style = () =>
    createStyle(settings.forceColor || settings.color && world.terminal.stdout, {
      columns: world.terminal.stdout ? world.columns() : undefined,
      timeZone: settings.utc ? "UTC" : world.timeZone,
    });
  const tally = new Tally();
  const runLines = new RunLines(messages, world.clock ?? Date.now);
  let told: SitehaulError | undefined;
  const write = (text: string) => {
    if (text !== "") world.stdout(`${text}\n`);
  };
  const print = (text: string) => {
    messages.stop();
    write(text);
  };
  const warn = (text: string, site?: string) => {
    tally.warn(site);
    messages.warn(text);
  };
  const show = (line: EventLine | undefined, name: string, text = line?.text ?? "") => {
    if (line?.kind === "warning") warn(text, name);
    else if (line?.kind === "note" || line?.kind === "milestone" && !messages.canMove) {
      messages.note(text);
    }
  };
  let measured: { readonly columns: number | undefined; readonly width: number } | undefined;
  /** Measured once: each of many sites stands in this column. */
  const nameWidthIn = (columns: number | undefined) => {
    if (tally.all === undefined) return undefined;
    if (measured === undefined || measured.columns !== columns) {
      const names = tally.all.names.map((name) => messages.redactOwn(name));
      measured = { columns, width: nameColumn(names, columns) };
    }
    return measured.width;
  };
  const ending = (outcome: Outcome, site = "") => {
    if ("text" in outcome) {
      const text = outcome.text(style(), site === "" ? tally.warned : "");
      const whole = site === "" ? text : `${site}:${text.startsWith("\n") ? "" : " "}${text}`;
      return outcome.isForeign ? messages.redactResult(whole) : messages.redactOutcome(whole);
    }
    // Secrets first: a break or a cut could split one.
    const result = messages.redactAll(outcome.result, { isResult: true }) as SiteResult;
    const around = style();
    return resultLine(result, {
      style: around,
      warnings: site === "" ? tally.warnings : tally.warningsOf(site),
      nameWidth: nameWidthIn(around.columns),
    });
  };
  return {
    hide: (secrets) => messages.hide(secrets),
    redact: (text) => messages.redact(text),
    result: (_, text, { exactly = false, isOurs = false } = {}) => {
      const shown = text(style());
      if (exactly) print(shown);
      else print(isOurs ? messages.redactOutcome(shown) : messages.redactResult(shown));
    },
    verdict: (_, text, failure, { complete = false } = {}) => {
      print(
        failure === undefined
          ? messages.redactOutcome(text(style()))
          : messages.redactOwn(text(style())),
      );
      if (complete) told = failure;
    },
    archiveEvent: (event) => {
      show(eventLine(event), event.archive);
      if (messages.canMove) messages.live.take("", event);
    },
    event: (site, work) => {
      // A wait of many minutes looks like a program that hangs.
      const isBrief = tally.all?.isBrief === true && work.type !== "holding";
      if (isBrief && !messages.canMove) return;
      const event = messages.redactEvent(work);
      const line = eventLine(event);
      if (!isBrief) show(line, site, `${site}: ${line?.text}`);
      if (messages.canMove) messages.live.take(site, event);
    },
    pause: () => messages.live.pause(),
    several: (all) => void (tally.all = all),
    fleet: (event) => runLines.take(event, tally.all),
    settled: (site, outcome) => {
      if (isSitehaulError(outcome)) {
        tally.fail(site, outcome);
        messages.trace(outcome, site);
        if (messages.canMove) messages.live.fail(site, outcome.message);
        else messages.note(`${site}: failed (${outcome.code})`);
      } else {
        messages.live.remove(site);
        messages.live.around(() => write(ending(outcome, site)));
      }
    },
    done: (outcome) => print(ending(outcome)),
    note: (text) => messages.note(text),
    warn,
    aside: (text) => messages.line(text(messages.style)),
    debug: (text) => messages.debug(text),
    isShown: (error) => error === told,
    fail: (error) => {
      messages.stop();
      if (error === told) messages.trace(error);
      else if (tally.failures.length === 0) messages.fail(error);
      else {
        if (error.code === "interrupted") messages.fail(error);
        else messages.failLine(tally.failed);
        messages.failures(tally.failures);
      }
    },
  };
}
