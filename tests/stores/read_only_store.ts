import type { Store, StoreReadOptions } from "../../src/stores/store.ts";

/** A store of another make, which is only read from. */
export function readOnlyStore(
  { sizeOf, read }: {
    readonly sizeOf: (name: string) => number | undefined;
    readonly read: (name: string, options: StoreReadOptions) => AsyncIterable<Uint8Array>;
  },
): Store {
  const refuse = () => {
    throw new Error("It is only read from");
  };
  return {
    stat: (name) => {
      const size = sizeOf(name);
      return Promise.resolve(size === undefined ? undefined : { name, size });
    },
    read: (name, options = {}) => read(name, options),
    list: refuse,
    write: refuse,
    remove: refuse,
    close: () => Promise.resolve(),
  };
}
