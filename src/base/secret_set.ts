/** Finds any of many secrets in a text, in a time that does not grow with their number. */
import { eachHead, headOf, isSpelledOtherwise } from "./heads.ts";
import { ELLIPSIS, leveled, type SecretPattern, secretPattern } from "./secret_pattern.ts";

/** So many are looked for one by one. */
const FEW = 8;

/** A secret that was added. */
interface Known extends SecretPattern {
  /** The signs without the differences that the patterns overlook. */
  readonly level: readonly string[];
}

/** Secrets of which there may be thousands, one or more for each site. */
export class SecretSet {
  readonly #substitute: string;
  readonly #known = new Set<string>();
  readonly #byHead = new Map<number, Known[]>();
  /** Those without a head: they are looked for in every text. */
  readonly #headless: Known[] = [];
  #all: Known[] = [];
  #new: string[] = [];

  /** @param substitute what comes into the place of each */
  constructor(substitute: string) {
    this.#substitute = substitute;
  }

  /** Without any, every text stays as it is. */
  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** From now on these are replaced, too. */
  add(secrets: Iterable<string>): void {
    for (const secret of secrets) {
      if (secret === "" || this.#known.has(secret)) continue;
      this.#known.add(secret);
      this.#new.push(secret);
    }
  }

  /** The text without them; the longest is replaced first. */
  hide(text: string): string {
    this.#learn();
    if (this.#all.length === 0) return text;
    return this.#suspectsIn(text).reduce((rest, { replace }) => replace(rest), text);
  }

  /** Only once a text is there: most sets are never asked. */
  #learn(): void {
    if (this.#new.length === 0) return;
    for (const secret of this.#new) {
      const pattern = secretPattern(secret, this.#substitute);
      const known = { ...pattern, level: pattern.signs?.map(leveled) ?? [] };
      this.#all.push(known);
      const heads = pattern.signs?.map(headOf) ?? [undefined];
      if (heads.includes(undefined)) this.#headless.push(known);
      else for (const head of new Set(heads)) this.#addTo(head ?? 0, known);
    }
    this.#new = [];
    if (this.#all.length <= FEW) this.#all.sort(longestFirst);
  }

  #addTo(head: number, known: Known): void {
    const others = this.#byHead.get(head);
    if (others === undefined) this.#byHead.set(head, [known]);
    else others.push(known);
  }

  /** Which secrets a text may hold: the patterns for one take longer to be made than most commands. */
  #suspectsIn(text: string): readonly Known[] {
    const found = this.#all.length <= FEW ? this.#all : this.#withHeadIn(text);
    if (found.length === 0 || isSpelledOtherwise(text)) return found;
    const mayBeCut = text.includes(ELLIPSIS);
    const level = leveled(text);
    return found.filter(({ signs, level: leveledSigns }) =>
      signs === undefined || mayBeCut || leveledSigns.some((sign) => level.includes(sign))
    );
  }

  #withHeadIn(text: string): readonly Known[] {
    const found = new Set(this.#headless);
    eachHead(text, (head) => {
      for (const known of this.#byHead.get(head) ?? []) found.add(known);
    });
    return [...found].sort(longestFirst);
  }
}

function longestFirst(a: Known, b: Known): number {
  return b.secret.length - a.secret.length;
}
