/** Whether sites have what they are asked with, as far as that can be told without reading any secret. */
import { REFERENCE } from "../../config/reference.ts";
import { sourcesOf } from "../../config/secret.ts";
import type { Context, NamedSite, SiteFlags } from "./context.ts";
import { fromEnvironment } from "./secrets.ts";

/** What is missing, over many sites. */
export class MissingSecrets {
  readonly #context: Context;
  /** Whether there is a credential for whoever has none. */
  readonly #isGiven: boolean;
  /** The names of sites without a credential. */
  readonly #without: string[] = [];
  /** The names of sites, by the variable that is not set. */
  readonly #byVariable = new Map<string, string[]>();

  constructor(flags: SiteFlags, context: Context) {
    this.#context = context;
    this.#isGiven =
      [flags.secret, flags.token, flags["secret-file"]].some((value) => value !== undefined) ||
      Object.keys(fromEnvironment(context.world)).length > 0;
  }

  /** Somebody may still type it for a site that is not configured. */
  look({ name, configured }: Pick<NamedSite, "name" | "configured">): void {
    if (configured === undefined) return;
    // What is given goes before the configured credential.
    const { credential, ...others } = configured;
    const settings = this.#isGiven ? others : configured;
    if (credential === undefined && !this.#isGiven) this.#without.push(name);
    for (const source of sourcesOf(settings)) {
      if (typeof source !== "string") continue;
      for (const [, kind, variable = ""] of source.matchAll(REFERENCE)) {
        if (kind !== "env" || this.#context.world.env(variable) !== undefined) continue;
        const known = this.#byVariable.get(variable) ?? [];
        this.#byVariable.set(variable, known);
        if (known.at(-1) !== name) known.push(name);
      }
    }
  }

  /** A warning for each thing that is missing, however many sites need it. */
  tell(namesIn: (names: readonly string[]) => string): void {
    const { output } = this.#context;
    if (this.#without.length > 0) {
      output.warn(`there is no credential for ${namesIn(this.#without)}`);
    }
    for (const [variable, names] of this.#byVariable) {
      output.warn(`the variable ${variable} is not set here; it is needed for ${namesIn(names)}`);
    }
  }
}
