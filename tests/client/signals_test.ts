/** Whoever calls a site can call it off. */
import { assertEquals, assertRejects } from "@std/assert";
import {
  connect,
  type ConnectOptions,
  detect,
  drain,
  openStore,
  Site,
  SitehaulError,
  type Transport,
} from "../../mod.ts";
import { extractArchive, listArchive, verifyArchive } from "../../src/archive/mod.ts";
import { callApi, downloadParts } from "../../src/mod.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { FakeTime } from "../support/fake_time.ts";
import { inFolder } from "../support/in_folder.ts";

type Call = (
  site: Site,
  options: { readonly signal: AbortSignal },
  dir: string,
) => Promise<unknown>;

const PROFILE = { description: "Copy", configuration: "{}", filters: "{}" };

/** Every method of a site that sends something. */
const METHODS: Readonly<Record<string, Call>> = {
  version: (site, options) => site.version(options),
  profiles: (site, options) => site.profiles(options),
  exportProfile: (site, options) => site.exportProfile(1, options),
  importProfile: (site, options) => site.importProfile(PROFILE, options),
  records: (site, options) => Array.fromAsync(site.records(options)),
  record: (site, options) => site.record(1, { ...options, isPatient: true }),
  latestRecord: (site, options) => site.latestRecord({ ...options, isPatient: true }),
  takeBackup: (site, options) => drain(site.takeBackup(options)),
  deleteBackup: (site, options) => site.deleteBackup(1, options),
  deleteFiles: (site, options) => site.deleteFiles(1, options),
  checkUpdate: (site, options) => site.checkUpdate(options),
  update: (site, options) => drain(site.update(options)),
  download: (site, options, dir) => drain(site.download(1, { ...options, dir })),
};

/** What the core has besides. */
const OF_THE_CORE: Readonly<Record<string, Call>> = {
  callApi: (site, options) => callApi(site, "getVersion", {}, options),
  downloadParts: (site, options, dir) => drain(downloadParts(site, 1, { ...options, dir })),
};

/** Answers, until it is told to hang: then it calls off what is asked, which is all that ends it. */
function hanging(): { transport: Transport; caller: AbortController; hang: () => void } {
  const { handle } = createSimulator({ product: "joomla", version: "7.5.0.1", php: 7 });
  const caller = new AbortController();
  let hangs = false;
  const transport: Transport = async (request) => {
    if (!hangs) return await handle(request);
    const { signal } = request;
    queueMicrotask(() => caller.abort(new Error("called off")));
    return await new Promise<Response>((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  };
  return { transport, caller, hang: () => hangs = true };
}

function options(transport: Transport): ConnectOptions {
  const { clock, sleep } = new FakeTime();
  // A call that cannot be called off fails soon, and otherwise.
  return { secret: DEFAULT_SECRET, transport, answerMs: 2_000, attempts: 1, clock, sleep };
}

Deno.test("every method of a site that sends something is among those that are called off here", () => {
  const methods = Object.entries(Object.getOwnPropertyDescriptors(Site.prototype))
    .filter(([name, { value }]) => name !== "constructor" && typeof value === "function")
    .map(([name]) => name);
  assertEquals(methods.toSorted(), Object.keys(METHODS).toSorted());
});

for (const [name, call] of Object.entries({ ...METHODS, ...OF_THE_CORE })) {
  Deno.test(`${name}: a call in flight ends with the reason for which it is called off`, async () => {
    await inFolder(async (dir) => {
      const { transport, caller, hang } = hanging();
      const site = await connect("www.example.com", options(transport));
      hang();
      const { signal } = caller;
      await assertRejects(() => call(site, { signal }, dir), Error, "called off");
    });
  });
}

for (const [name, find] of Object.entries({ connect, detect })) {
  Deno.test(`${name}: a search ends with the reason for which it is called off`, async () => {
    const { transport, caller, hang } = hanging();
    hang();
    const { signal } = caller;
    await assertRejects(
      async () => await find("www.example.com", { ...options(transport), signal }),
      Error,
      "called off",
    );
  });
}

Deno.test("a store is not opened for somebody who has called it off", async () => {
  const signal = AbortSignal.abort(new Error("called off"));
  await assertRejects(
    () => openStore("ftp://me:secret@127.0.0.1:1/x", { signal }),
    Error,
    "called off",
  );
});

const SAMPLE = "tests/archives/small-jpa-single/sample-files.jpa";

Deno.test("an archive that is called off while it is listed, verified or extracted is read no further", async () => {
  const caller = new AbortController();
  const { signal } = caller;
  let count = 0;
  await assertRejects(
    async () => {
      for await (const _ of listArchive(SAMPLE, { signal })) {
        count += 1;
        caller.abort(new Error("called off"));
      }
    },
    SitehaulError,
    "Interrupted",
  );
  assertEquals(count, 1);
  await assertRejects(() => verifyArchive(SAMPLE, { signal }), SitehaulError, "Interrupted");
  await inFolder(async (to) => {
    const extracting = () => drain(extractArchive(SAMPLE, { to, signal }));
    await assertRejects(extracting, SitehaulError, "Interrupted");
  });
});
