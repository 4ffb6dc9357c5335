/** The file of `--debug-file`: what `--debug` shows and all messages, fit to be posted. */
import { resolve } from "node:path";
import { messageOf } from "../../base/message_text.ts";
import { cannotWrite } from "../../files/disk.ts";
import type { OwnLog } from "../../files/own_log.ts";
import type { Output } from "./output.ts";
import { printable } from "./plain.ts";
import type { World } from "../world/world.ts";

/** A file for those who look for a fault. */
export class DebugFile {
  readonly #world: World;
  readonly #path: string;
  #append: ((text: string) => void) | undefined;
  readonly #early: string[] = [];
  /** Why the file is incomplete; unset if it is complete. */
  loss: string | undefined;

  constructor(world: World, path: string) {
    this.#world = world;
    this.#path = resolve(world.cwd(), path);
  }

  /**
   * Creates the file again, readable by nobody else. Later lines are written at once, so that it is
   * there even if the program is killed.
   *
   * @param line what is run, without any value
   * @throws {SitehaulError} `file/write`
   */
  async open(line: string): Promise<void> {
    const { OwnLog: Log } = await import("../../files/own_log.ts");
    const { VERSION } = await import("../../base/program_version.ts");
    const { runtime, os } = this.#world;
    let file: OwnLog;
    try {
      file = new Log(this.#path);
    } catch (cause) {
      throw cannotWrite(
        this.#path,
        cause,
        "Use another file with --debug-file; its folder must exist.",
      );
    }
    this.#append = (text) => {
      if (this.loss !== undefined) return;
      try {
        file.append(text);
      } catch (error) {
        // The command continues: a backup is worth more than a log of it.
        this.loss = messageOf(error);
      }
    };
    this.keep(`sitehaul ${VERSION}, ${runtime}, ${os}: ${line}`);
    this.#early.splice(0).forEach((text) => this.#append?.(text));
  }

  /**
   * Creates the file, does some work, and warns if the file is incomplete.
   *
   * @throws {SitehaulError} `file/write`, or what the work throws
   */
  async during(
    line: string,
    output: Pick<Output, "warn">,
    work: () => Promise<void>,
  ): Promise<void> {
    await this.open(line);
    try {
      await work();
    } finally {
      this.tellLoss(output);
    }
  }

  /** Warns if the file is incomplete. */
  tellLoss(output: Pick<Output, "warn">): void {
    if (this.loss !== undefined) output.warn(`the debug file is incomplete: ${this.loss}`);
  }

  /** Writes a text, with the time. */
  keep(text: string): void {
    const { clock = Date.now } = this.#world;
    const line = `${new Date(clock()).toISOString()} ${this.#withoutHome(printable(text))}\n`;
    if (this.#append === undefined) this.#early.push(line);
    else this.#append(line);
  }

  /** The name of a user is private. */
  #withoutHome(text: string): string {
    const home = this.#world.env(this.#world.os === "windows" ? "USERPROFILE" : "HOME");
    return home !== undefined && home.length > 1 ? text.replaceAll(home, "~") : text;
  }
}
