/** A whole backup, from the start to its deletion, at every address of every product and version. */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { backUp, callerFor, isLegacy, type WireCaller } from "./caller.ts";
import { layoutOf } from "./jpa_layout.ts";
import {
  createSimulator,
  type SimulatedFile,
  type SimulatedProduct,
  type Simulator,
} from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";

const SITE = "http://site.test/";
const V1 = "option=com_akeeba&view=json&format=raw";
const V2 = "option=com_akeeba&view=api&format=raw";
const NEW = "option=com_akeebabackup&view=api&format=raw";
const APP = "wp-content/plugins/akeebabackupwp/app";
const AJAX = "wp-admin/admin-ajax.php?action=akeebabackup_api";
const API_V2 = "api/index.php/v2/akeebabackup";
const API_V3 = "api/index.php/v3/akeebabackup/{method}";

/** A range of versions. */
interface Row {
  readonly product: SimulatedProduct;
  readonly versions: readonly string[];
  /** Addresses that work. */
  readonly open: readonly string[];
  /** What getVersion calls the level in API version 1, and in the others. */
  readonly level: readonly [string | undefined, number | undefined];
}

const ROWS: readonly Row[] = [
  {
    product: "joomla",
    versions: ["3.3.0", "3.11.0"],
    open: [`index.php?${V1}`, `index.php?${V1.replace("raw", "component")}`],
    level: ["320", undefined],
  },
  {
    product: "joomla",
    versions: ["5.2.5", "7.4.0.1"],
    open: [`index.php?${V1}`, `index.php?${V1.replace("raw", "component")}`],
    level: ["350", undefined],
  },
  {
    product: "joomla",
    versions: ["7.5.0", "8.3.3"],
    open: [`index.php?${V1}`, `index.php?${V2}`, `?${V2}`],
    level: ["400", 400],
  },
  {
    product: "joomla",
    versions: ["9.0.0", "9.3.3", "9.5.1"],
    open: [`index.php?${NEW}`, "index.php/component/akeebabackup/?view=api&format=raw"],
    level: [undefined, 500],
  },
  {
    product: "joomla",
    versions: ["9.6.0", "10.4.0", "11.0.0"],
    open: [
      `index.php?${NEW}`,
      API_V2,
      `${API_V2}/index.php`,
      API_V3,
      "api/v2/akeebabackup",
      "api/v3/akeebabackup/{method}",
    ],
    level: [undefined, 600],
  },
  {
    product: "wordpress",
    versions: ["1.0.0", "1.3.4"],
    open: [`${APP}/index.php?${V1}`, `${APP}/?view=json`],
    level: ["330", undefined],
  },
  {
    product: "wordpress",
    versions: ["2.4.0"],
    open: [`${APP}/index.php?${V1}`],
    level: ["340", undefined],
  },
  {
    product: "wordpress",
    versions: ["3.0.0", "3.5.1"],
    open: [`${APP}/index.php?${V1}`, `${APP}/remote.php?${V1}`],
    level: ["340", undefined],
  },
  {
    product: "wordpress",
    versions: ["7.3.2.1"],
    open: [`${APP}/index.php?${V1}`, `${APP}/remote.php?${V1}`],
    level: ["350", undefined],
  },
  {
    product: "wordpress",
    versions: ["7.4.0", "7.7.0"],
    open: [`${APP}/index.php?${V1}`, `${APP}/remote.php?${V1}`, `${APP}/index.php?${V2}`],
    level: ["400", 400],
  },
  {
    product: "wordpress",
    versions: ["7.7.1", "7.9.2"],
    open: [
      `${APP}/index.php?${V1}`,
      `${APP}/remote.php?${V1}`,
      `${APP}/index.php?${V2}`,
      `${AJAX}&${V2}`,
    ],
    level: ["400", 400],
  },
  {
    product: "wordpress",
    versions: ["8.0.0", "8.1.1", "9.1.1"],
    open: [AJAX, `${AJAX}&${V2}`, `${AJAX}&view=json`],
    level: [undefined, 400],
  },
  {
    product: "solo",
    versions: ["1.0.0"],
    open: [`index.php?${V1}`],
    level: ["330", undefined],
  },
  {
    product: "solo",
    versions: ["2.4.0"],
    open: [`index.php?${V1}`],
    level: ["340", undefined],
  },
  {
    product: "solo",
    versions: ["3.0.0", "3.5.1"],
    open: [`index.php?${V1}`, `remote.php?${V1}`],
    level: ["340", undefined],
  },
  {
    product: "solo",
    versions: ["7.3.2.1"],
    open: [`index.php?${V1}`, `remote.php?${V1}`],
    level: ["350", undefined],
  },
  {
    product: "solo",
    versions: ["7.4.0", "7.8.0"],
    open: [`index.php?${V1}`, `remote.php?${V1}`, `index.php?${V2}`],
    level: ["400", 400],
  },
  {
    product: "solo",
    versions: ["8.0.0", "9.0.0"],
    open: [`index.php?${V2}`, `?${V2}`, "remote.php?view=api"],
    level: [undefined, 400],
  },
];

const FILES: readonly SimulatedFile[] = [
  { path: "photo.bin", content: seededBytes(5000, 1) },
  { path: "texts/note.txt", content: "A note." },
];

/** Versions whose `delete` deletes nothing. */
const CANNOT_DELETE = [
  "joomla 9.0.0",
  "joomla 9.3.3",
  "wordpress 1.0.0",
  "wordpress 1.3.4",
];

for (const row of ROWS) {
  for (const version of row.versions) {
    const site = () =>
      createSimulator({
        product: row.product,
        version,
        expired: false,
        files: FILES,
        partSize: 3000,
      });
    Deno.test(`${row.product} ${version} takes, gives and deletes a backup at every address`, async () => {
      for (const address of row.open) {
        const simulator = site();
        const caller = callerFor(simulator, SITE + address);
        const { api, component } = await caller.data<Version>("getVersion");
        assertEquals([api, component], [row.level[isLegacy(address) ? 0 : 1], version]);
        const deletes = !CANNOT_DELETE.includes(`${row.product} ${version}`);
        await assertWholeBackup(simulator, caller, Number(api), deletes);
      }
    });
  }
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "base64"));
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<Uint8Array> {
  return new Blob([...parts]).bytes();
}

interface Version {
  readonly api: unknown;
  readonly component: string;
}

interface Listed {
  readonly id: string;
  readonly description: string;
}

interface Info {
  readonly id: string;
  readonly status: string;
  readonly filenames: readonly { part: number; name: string; size: number }[];
}

async function assertWholeBackup(
  { site, requests }: Simulator,
  caller: WireCaller,
  level: number,
  deletes: boolean,
): Promise<void> {
  const asked = level === 330 ? { backupid: "[DEFAULT]" } : {};
  const answers = await backUp(caller, { profile: 1, description: "Nightly", ...asked });
  assertEquals(answers[0]?.HasRun, level < 340 ? 1 : true);
  assertEquals(answers.at(-1)?.HasRun, false);
  const domains = [...new Set(answers.map(({ Domain }) => Domain))];
  assertEquals(domains, ["init", "installer", "PackDB", "Packing", "finale"]);
  const [newest] = await caller.data<Listed[]>("listBackups");
  assertEquals(newest?.description, "Nightly");
  const id = Number(newest?.id);
  const info = await caller.data<Info>("getBackupInfo", { backup_id: id });
  assertEquals(info.status, "complete");
  const names = info.filenames.map(({ name }) => name.split(".").at(-1));
  assertEquals(names.slice(0, 2), ["jpa", "j01"]);
  const parts = await Promise.all(info.filenames.map(async ({ part, size }) => {
    const direct = await caller.raw("downloadDirect", { backup_id: id, part_id: part });
    const whole = new Uint8Array(await direct.arrayBuffer());
    assertEquals([whole.length, direct.headers.get("content-length")], [size, `${size}`]);
    const fields = { backup_id: id, part_id: part, segment: 1, chunk_size: 1 };
    assertEquals(fromBase64(await caller.data<string>("download", fields)), whole);
    return whole;
  }));
  const { totals, extras, entities } = layoutOf(
    await joined([...parts.slice(1), ...parts.slice(0, 1)]),
  );
  const split = extras.find(({ kind }) => kind === "4a500101");
  assertEquals([split?.content[0], totals[0]], [parts.length, entities.length]);
  assert(entities.some(({ path }) => path === "photo.bin"));
  assertEquals(requests.filter(({ apiMethod }) => apiMethod === "startBackup").length, 1);
  const deleted = await caller.raw("delete", { backup_id: id });
  await deleted.body?.cancel();
  assertEquals(site.record(id) === undefined, deletes);
}
