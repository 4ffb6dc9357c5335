/** The word most like the given one, when it is like enough to have been meant. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const meant = word.toLowerCase();
  const ranked = words
    .map((candidate) => ({ candidate, distance: distance(meant, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (best === undefined) return undefined;
  const isPart = meant.length > 2 && best.candidate.toLowerCase().includes(meant);
  return isPart || best.distance <= Math.max(1, best.candidate.length / 3)
    ? best.candidate
    : undefined;
}

/** The Levenshtein distance: how many letters to change, add or drop. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [above, letter] of [...from.slice(0, 40)].entries()) {
    const next = [above + 1];
    for (let index = 1; index <= to.length; index++) {
      const change = (row[index - 1] ?? 0) + (to[index - 1] === letter ? 0 : 1);
      next.push(Math.min(change, (row[index] ?? 0) + 1, (next[index - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
