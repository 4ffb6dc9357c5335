/** One parameter of a query, as written and as meant. */
export interface QueryPair {
  readonly raw: string;
  readonly name: string;
  readonly value: string;
}

/** The parameters of a query in their order. `URLSearchParams` would re-write them. */
export function queryPairs(search: string): readonly QueryPair[] {
  return search.replace(/^\?/, "").split("&").filter((raw) => raw !== "").map((raw) => {
    const [[name, value] = ["", ""]] = new URLSearchParams(raw);
    return { raw, name, value };
  });
}
