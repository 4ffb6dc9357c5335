import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** The word most like the given one, when it is like enough to have been meant. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const meant = word.toLowerCase();
  const ranked = words
    .map((candidate) => ({
      candidate,
      distance: distanceOf(meant.slice(0, 40), candidate.toLowerCase()),
    }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (best === undefined) return undefined;
  const isPart = meant.length > 2 && best.candidate.toLowerCase().includes(meant);
  // Another single letter has nothing in common with the word.
  const most = Math.min(Math.max(1, best.candidate.length / 3), best.candidate.length - 1);
  return isPart || best.distance <= most ? best.candidate : undefined;
}

/** Two swapped letters are one typo, not two. */
function distanceOf(word: string, other: string): number {
  const distance = levenshteinDistance(word, other);
  const isSlip = distance === 2 && word.length === other.length && sorted(word) === sorted(other);
  return isSlip ? 1 : distance;
}

function sorted(word: string): string {
  return [...word].toSorted().join("");
}
