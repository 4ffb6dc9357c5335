/** Which server a site is on. */
import { messageOf } from "../base/message_text.ts";

/**
 * By the system, with all that it knows of names; loaded only when a site is looked up. Of several
 * addresses it is the same one each time. Sites on one server share its address of version 4, while each
 * may have one of its own of version 6.
 */
async function lookUp(name: string): Promise<string> {
  const { lookup } = await import("node:dns/promises");
  const found = await lookup(name, { all: true });
  return leastOf(found) ?? name;
}

/** The address by which a server is known, whatever the order in which its addresses come. */
export function leastOf(
  found: readonly { readonly address: string; readonly family: number }[],
): string | undefined {
  const [least] = found.toSorted((one, other) =>
    one.family - other.family || (one.address < other.address ? -1 : 1)
  );
  return least?.address;
}

/**
 * Finds the server of an address: what its name resolves to, else the name. Each name is looked up once.
 *
 * @param resolve gives the address of a name
 */
export function hostFinder(
  resolve: (name: string) => Promise<string> = lookUp,
): (address: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (address) => {
    const name = nameIn(address);
    const found = known.get(name) ?? resolve(name).catch((error) => unresolved(name, error));
    known.set(name, found);
    return found;
  };
}

/** Whoever connects learns why; here, such a site has a place of its own. */
function unresolved(name: string, error: unknown): string {
  return `${name} (${messageOf(error)})`;
}

function nameIn(address: string): string {
  const text = /^\w+:\/\//.test(address) ? address : `https://${address}`;
  return URL.parse(text)?.hostname.replace(/^\[|\]$/g, "") || address;
}
