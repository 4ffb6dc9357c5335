/**
 * Coverage by room: a share for each file would let an untested one hide behind ten small ones.
 */

/** How much of a room the tests have run. */
export interface RoomCoverage {
  /** The folder, such as `src/codecs`. */
  readonly room: string;
  /** Percent of the branches. */
  readonly branches: number;
  /** Percent of the lines. */
  readonly lines: number;
}

/** Rooms in which a mistake costs a backup, and the percent that both figures have to reach. */
export const GUARDED: Readonly<Record<string, number>> = {
  "src/archive": 95,
  "src/client": 95,
  "src/codecs": 95,
  "src/download": 95,
  "src/negotiate": 95,
};

/** What a report of `deno coverage --lcov` says of the rooms below `top`, sorted by name. */
export function roomsOf(lcov: string, top: string): RoomCoverage[] {
  const rooms = new Map<string, Record<string, number>>();
  let counts: Record<string, number> = {};
  for (const line of lcov.split("\n")) {
    const [key = "", value = ""] = line.split(/:(.*)/s);
    if (key === "SF") {
      const room = value.replace(top, "").split("/").slice(0, 2).join("/");
      counts = rooms.get(room) ?? {};
      rooms.set(room, counts);
    } else if (/^(LF|LH|BRF|BRH)$/.test(key)) {
      counts[key] = (counts[key] ?? 0) + Number(value);
    }
  }
  const percent = (hit = 0, found = 0) => found === 0 ? 100 : 100 * hit / found;
  return [...rooms].map(([room, { LF, LH, BRF, BRH }]) => ({
    room,
    branches: percent(BRH, BRF),
    lines: percent(LH, LF),
  })).toSorted((a, b) => a.room < b.room ? -1 : 1);
}

/** The guarded rooms that fall short, those without any figure included. */
export function tooLow(rooms: readonly RoomCoverage[]): string[] {
  return Object.entries(GUARDED).filter(([name, wanted]) => {
    const found = rooms.find(({ room }) => room === name);
    return found === undefined || Math.min(found.branches, found.lines) < wanted;
  }).map(([name]) => name);
}
