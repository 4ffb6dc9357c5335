import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** The word most like the given one, when it is like enough to have been meant. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const meant = word.toLowerCase();
  const ranked = words
    .map((candidate) => ({
      candidate,
      distance: levenshteinDistance(meant.slice(0, 40), candidate.toLowerCase()),
    }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (best === undefined) return undefined;
  const isPart = meant.length > 2 && best.candidate.toLowerCase().includes(meant);
  return isPart || best.distance <= Math.max(1, best.candidate.length / 3)
    ? best.candidate
    : undefined;
}
