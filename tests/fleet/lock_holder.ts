// deno-lint-ignore-file no-console -- the test reads what it prints
/** Holds the lock of a site until it is killed: `lock_holder.ts FOLDER ADDRESS`. */
import { lockSite } from "../../src/fleet/site_lock.ts";

const [folder, address = ""] = Deno.args;
const lock = await lockSite(folder, address);
console.log(lock ? "locked" : "not locked");
setInterval(() => {}, 60_000);
