/** Which job is next: so many at once in all, and so many on one host. */
import { healthAfter, type HostHealth, permitOf, UNTRIED } from "./breaker.ts";

/** A job in its place in the queue. */
export interface Waiting<Job> {
  readonly job: Job;
  readonly host: string;
  /** Of the site: of two with the same one, the second waits. */
  readonly address: string;
  /** When it was queued. */
  readonly since: number;
  /** Not before this time. */
  readonly notBefore: number;
}

/** What is to be done next. */
export type Turn<Job> =
  | { readonly type: "job"; readonly turn: Waiting<Job> }
  /** Its host has not answered for too long. */
  | { readonly type: "given up"; readonly turn: Waiting<Job> }
  /** Nothing, before this time or before a job ends. */
  | { readonly type: "wait"; readonly until: number }
  /** Nothing that is known. */
  | { readonly type: "none" };

/** What waits, by host, and what is at work there. */
interface Host<Job> {
  waiting: Waiting<Job>[];
  /** How many jobs. */
  atWork: number;
  health: HostHealth;
}

/** The jobs that wait and the hosts that are at work. A host that hangs holds up its own jobs alone. */
export class Slots<Job> {
  readonly #perHost: number;
  readonly #hosts = new Map<string, Host<Job>>();
  /** The addresses of the sites that are at work: one site may seem to be on two hosts. */
  readonly #atWork = new Set<string>();

  constructor(perHost: number) {
    this.#perHost = perHost;
  }

  /** It waits behind the others of its host. */
  add(turn: Waiting<Job>): void {
    this.#hostOf(turn.host).waiting.push(turn);
  }

  /** The next job whose host has room for it, which it takes. */
  take(now: number): Turn<Job> {
    let until = Infinity;
    for (const host of this.#hosts.values()) {
      if (host.waiting.length === 0) continue;
      const permit = permitOf(host.health, now);
      if (permit.type === "never") return { type: "given up", turn: this.#shift(host, 0) };
      // The end of one of its jobs is what it waits for.
      if (host.atWork >= (permit.type === "open" ? this.#perHost : 1)) continue;
      if (permit.type === "wait") {
        until = Math.min(until, permit.until);
        continue;
      }
      const free = host.waiting.filter(({ address }) => !this.#atWork.has(address));
      // A clock that was set back must not make a pause longer.
      const turn = free.find(({ since, notBefore }) => notBefore <= now || now < since);
      if (turn === undefined) {
        until = free.reduce((first, { notBefore }) => Math.min(first, notBefore), until);
        continue;
      }
      host.atWork += 1;
      this.#atWork.add(turn.address);
      return { type: "job", turn: this.#shift(host, host.waiting.indexOf(turn)) };
    }
    return this.isEmpty ? { type: "none" } : { type: "wait", until };
  }

  /** A job that was taken has ended. */
  give({ host, address }: Waiting<Job>, { isUnreachable, now }: {
    /** Whether the host did not answer; nothing if that is not known. */
    readonly isUnreachable: boolean | undefined;
    readonly now: number;
  }): void {
    const found = this.#hostOf(host);
    found.atWork -= 1;
    this.#atWork.delete(address);
    if (isUnreachable !== undefined) found.health = healthAfter(found.health, isUnreachable, now);
    this.#forget(host, found);
  }

  get isEmpty(): boolean {
    return [...this.#hosts.values()].every(({ waiting }) => waiting.length === 0);
  }

  /** Takes everything that waits. */
  drain(): readonly Waiting<Job>[] {
    return [...this.#hosts.values()].flatMap((host) => host.waiting.splice(0));
  }

  #shift(host: Host<Job>, index: number): Waiting<Job> {
    const [turn] = host.waiting.splice(index, 1);
    if (turn === undefined) throw new Error("nothing waits there");
    return turn;
  }

  #hostOf(name: string): Host<Job> {
    const found = this.#hosts.get(name) ??
      { waiting: [], atWork: 0, health: UNTRIED };
    this.#hosts.set(name, found);
    return found;
  }

  /** What is neither waiting nor at work, nor ill, needs not be remembered. */
  #forget(name: string, { waiting, atWork, health }: Host<Job>): void {
    if (waiting.length === 0 && atWork === 0 && health.failures === 0) {
      this.#hosts.delete(name);
    }
  }
}
