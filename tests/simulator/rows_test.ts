/** Which addresses of a simulated site answer: the catalogue once more, written down by hand. */
import { assertEquals } from "@std/assert";
import {
  createSimulator,
  DEFAULT_TOKEN,
  type SimulatedProduct,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { type Address, ask } from "./ask.ts";

const V1 = "option=com_akeeba&view=json&format=raw";
const V2 = "option=com_akeeba&view=api&format=raw";
const APP = "wp-content/plugins/akeebabackupwp/app";
const AJAX = "wp-admin/admin-ajax.php?action=akeebabackup_api";

const ADDRESSES = {
  rootV1: { api: 1, path: `index.php?${V1}` },
  componentV1: { api: 1, path: "index.php?option=com_akeeba&view=json&format=component" },
  rootV2: { api: 2, path: `index.php?${V2}` },
  siteV2: { api: 2, path: "index.php?option=com_akeebabackup&view=api&format=raw" },
  apiV2: { api: 2, path: "api/index.php/v2/akeebabackup" },
  apiV3: { api: 3, path: "api/index.php/v3/akeebabackup/{method}" },
  rewrittenV3: { api: 3, path: "api/v3/akeebabackup/{method}" },
  remoteV1: { api: 1, path: `remote.php?${V1}` },
  remoteV2: { api: 2, path: "remote.php?view=api" },
  appV1: { api: 1, path: `${APP}/index.php?${V1}` },
  appV2: { api: 2, path: `${APP}/index.php?${V2}` },
  appRemoteV1: { api: 1, path: `${APP}/remote.php?${V1}` },
  appRemoteV2: { api: 2, path: `${APP}/remote.php?view=api` },
  longAjaxV2: { api: 2, path: `${AJAX}&${V2}` },
  ajaxV2: { api: 2, path: AJAX },
} as const satisfies Record<string, Address>;

type Name = keyof typeof ADDRESSES;

/** What each product is asked at; the other products' scripts are asked for, too. */
const OWN: Readonly<Record<SimulatedProduct, readonly Name[]>> = {
  joomla: ["rootV1", "componentV1", "rootV2", "siteV2", "apiV2", "apiV3", "rewrittenV3"],
  wordpress: ["appV1", "appV2", "appRemoteV1", "appRemoteV2", "longAjaxV2", "ajaxV2"],
  solo: ["rootV1", "rootV2", "remoteV1", "remoteV2"],
};

interface Row {
  readonly product: SimulatedProduct;
  /** The versions at the ends of the range, and the levels that they report. */
  readonly levels: Readonly<Record<string, number>>;
  /** Where getVersion is answered. */
  readonly open: readonly Name[];
  readonly options?: Partial<SimulatorOptions>;
}

const NEW_JOOMLA: readonly Name[] = ["siteV2", "apiV2", "apiV3", "rewrittenV3"];

const ROWS: readonly Row[] = [
  {
    product: "joomla",
    levels: { "3.3.0": 320, "3.11.4": 320, "4.7.5": 340, "5.2.3": 340, "5.2.5": 350, "6.6.1": 350 },
    open: ["rootV1", "componentV1"],
  },
  {
    product: "joomla",
    levels: { "6.6.1": 350 },
    open: ["componentV1"],
    options: { onlyComponent: true },
  },
  { product: "joomla", levels: { "7.0.0": 350, "7.4.0.1": 350 }, open: [] },
  {
    product: "joomla",
    levels: { "7.0.0": 350, "7.4.0.1": 350 },
    open: ["rootV1", "componentV1"],
    options: { expired: false },
  },
  { product: "joomla", levels: { "7.5.0": 400, "8.3.0": 400 }, open: ["rootV2"] },
  {
    product: "joomla",
    levels: { "7.5.0": 400, "8.3.0": 400 },
    open: ["rootV1", "componentV1", "rootV2"],
    options: { expired: false },
  },
  { product: "joomla", levels: { "9.0.0": 500, "9.5.2": 500 }, open: ["siteV2"] },
  { product: "joomla", levels: { "9.6.0": 600, "10.2.1": 600, "10.4.0": 600 }, open: NEW_JOOMLA },
  {
    product: "joomla",
    levels: { "9.6.0": 600, "10.4.0": 600 },
    open: ["siteV2", "apiV2", "apiV3"],
    options: { rewriting: false },
  },
  {
    product: "wordpress",
    levels: { "1.0.0": 330, "1.3.4": 330, "2.0.4": 340, "2.4.0": 340 },
    open: ["appV1"],
  },
  {
    product: "wordpress",
    levels: { "2.4.1": 340, "3.5.1": 340, "7.3.2.1": 350 },
    open: ["appV1", "appRemoteV1"],
  },
  {
    product: "wordpress",
    levels: { "7.4.0": 400, "7.7.0": 400 },
    open: ["appV1", "appRemoteV1", "appV2"],
  },
  {
    product: "wordpress",
    levels: { "7.7.1": 400, "7.9.2": 400 },
    open: ["appV1", "appRemoteV1", "appV2", "longAjaxV2"],
  },
  {
    product: "wordpress",
    levels: { "8.0.0": 400, "9.1.1": 400 },
    open: ["longAjaxV2", "ajaxV2"],
  },
  {
    product: "wordpress",
    levels: { "8.0.0": 400, "9.1.1": 400 },
    open: ["longAjaxV2", "ajaxV2", "appRemoteV2"],
    options: { encryptedSecret: false },
  },
  { product: "solo", levels: { "1.0.0": 330, "2.0.4": 340, "2.4.0": 340 }, open: ["rootV1"] },
  {
    product: "solo",
    levels: { "2.4.1": 340, "3.5.1": 340, "7.3.2.1": 350 },
    open: ["rootV1", "remoteV1"],
  },
  {
    product: "solo",
    levels: { "7.4.0": 400, "7.9.2": 400 },
    open: ["rootV1", "remoteV1", "rootV2"],
  },
  { product: "solo", levels: { "8.0.0": 400, "9.1.1": 400 }, open: ["rootV2", "remoteV2"] },
];

/** Its own addresses, and those of scripts that only other products have. */
function askedOf(product: SimulatedProduct): Name[] {
  const script = (name: Name) => ADDRESSES[name].path.split("?")[0];
  const own = OWN[product].map(script);
  const names = Object.keys(ADDRESSES) as Name[];
  return names.filter((name) => OWN[product].includes(name) || !own.includes(script(name)));
}

/** What getVersion reports there: the level as JSON, by which a text differs from a number. */
async function reported(
  simulator: Simulator,
  name: Name,
  verb: "GET" | "POST",
): Promise<string> {
  const address = ADDRESSES[name];
  const token = address.api === 3 ? DEFAULT_TOKEN : undefined;
  const answer = await ask(simulator, address, "getVersion", { verb, token });
  if (!("status" in answer) || answer.status !== 200) return "closed";
  const { api, component } = answer.data as Record<string, unknown>;
  assertEquals(component, simulator.options.version);
  return JSON.stringify(api);
}

for (const { product, levels, open, options = {} } of ROWS) {
  const where = Object.keys(options).length === 0 ? "" : `, ${JSON.stringify(options)}`;
  for (const [version, level] of Object.entries(levels)) {
    Deno.test(`${product} ${version}${where} answers at ${open.join(", ") || "no address"} and nowhere else`, async () => {
      const simulator = createSimulator({ product, version, ...options });
      for (const verb of ["GET", "POST"] as const) {
        const expected: Record<string, string> = {};
        const actual: Record<string, string> = {};
        for (const name of askedOf(product)) {
          const { api } = ADDRESSES[name];
          // A POST loses the method that is in the path.
          const isOpen = open.includes(name) && !(api === 3 && verb === "POST");
          expected[name] = isOpen ? JSON.stringify(api === 1 ? String(level) : level) : "closed";
          actual[name] = await reported(simulator, name, verb);
        }
        assertEquals(actual, expected, verb);
      }
    });
  }
}

Deno.test("what is closed says why, where the product does", async () => {
  const refusals: readonly (readonly [SimulatedProduct, string, Name, unknown])[] = [
    ["joomla", "7.5.0", "rootV1", 402],
    ["joomla", "8.0.3", "componentV1", 402],
    ["joomla", "9.3.3", "rootV1", "HTTP 404"],
    ["joomla", "9.3.3", "apiV3", "HTTP 406"],
    ["joomla", "10.2.1", "rootV2", "HTTP 404"],
    ["wordpress", "9.1.1", "appV1", 503],
    ["wordpress", "9.1.1", "appV2", 600],
    ["wordpress", "9.1.1", "appRemoteV2", 503],
    ["wordpress", "7.9.2", "ajaxV2", "HTTP 400"],
    ["solo", "8.0.0", "rootV1", 600],
    ["solo", "8.0.0", "remoteV1", 600],
  ];
  for (const [product, version, name, expected] of refusals) {
    const simulator = createSimulator({ product, version });
    const answer = await ask(simulator, ADDRESSES[name], "getVersion");
    const actual = "status" in answer ? answer.status : `HTTP ${answer.http}`;
    assertEquals(actual, expected, `${product} ${version} ${name}`);
  }
});

Deno.test("a POST to version 3 is taken once the method is in the form", async () => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const post = (parameters: Record<string, string>) =>
    ask(simulator, ADDRESSES.apiV3, "getVersion", {
      verb: "POST",
      token: DEFAULT_TOKEN,
      parameters,
    });
  assertEquals(await post({}), { status: 405, data: "Invalid method " });
  const answer = await post({ method: "getProfiles" });
  assertEquals(answer, { status: 200, data: [{ id: 1, name: "Default Backup Profile" }] });
});

Deno.test("a site in a folder answers there, and WordPress' plugin in its own folder", async () => {
  const shop = createSimulator({ product: "joomla", version: "10.2.1", root: "/shop/" });
  const { path, api } = ADDRESSES.siteV2;
  assertEquals("status" in await ask(shop, { path, api }, "getVersion"), true);
  assertEquals(await ask(shop, { path: `../${path}`, api }, "getVersion"), { http: 404 });
  const folder = "akeebabackupcore";
  const core = createSimulator({ product: "wordpress", version: "7.6.0", folder });
  const app = ADDRESSES.appV2;
  const inCore = { ...app, path: app.path.replace("akeebabackupwp", folder) };
  assertEquals("status" in await ask(core, inCore, "getVersion"), true);
  assertEquals(await ask(core, app, "getVersion"), { http: 404 });
});
