/** Who may call a simulated site, and who may not. */
import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import {
  createSimulator,
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { type Address, type Answer, ask, type AskOptions } from "./ask.ts";

const ROOT_V1: Address = { api: 1, path: "index.php?option=com_akeeba&view=json&format=raw" };
const ROOT_V2: Address = { api: 2, path: "index.php?option=com_akeeba&view=api&format=raw" };
const SITE_V2: Address = { api: 2, path: "index.php?option=com_akeebabackup&view=api&format=raw" };
const API_V2: Address = { api: 2, path: "api/index.php/v2/akeebabackup" };
const API_V3: Address = { api: 3, path: "api/index.php/v3/akeebabackup/{method}" };
const AJAX: Address = { api: 2, path: "wp-admin/admin-ajax.php?action=akeebabackup_api" };
const APP_V1: Address = {
  api: 1,
  path: "wp-content/plugins/akeebabackupwp/app/index.php?view=json",
};

/** Every generation, with the address where it takes a Secret Word. */
const SITES: readonly (readonly [
  Pick<SimulatorOptions, "product" | "version" | "expired">,
  Address,
])[] = [
  [{ product: "joomla", version: "3.3.0" }, ROOT_V1],
  [{ product: "wordpress", version: "1.3.4" }, APP_V1],
  [{ product: "solo", version: "5.0.0" }, ROOT_V1],
  [{ product: "joomla", version: "8.0.3", expired: false }, ROOT_V1],
  [{ product: "joomla", version: "7.5.0" }, ROOT_V2],
  [{ product: "joomla", version: "9.3.3" }, SITE_V2],
  [{ product: "joomla", version: "10.2.1" }, SITE_V2],
  [{ product: "joomla", version: "10.2.1" }, API_V2],
  [{ product: "joomla", version: "10.4.0" }, API_V3],
  [{ product: "wordpress", version: "9.1.1" }, AJAX],
  [{ product: "solo", version: "8.2.0" }, ROOT_V2],
];

const DENIED: Answer = { status: 503, data: "Access denied" };

function statusOf(answer: Answer): number | string {
  return "status" in answer ? answer.status : `HTTP ${answer.http}`;
}

/** Calls getVersion of a new site; the Secret Word sent is that of the site. */
async function statusFor(
  options: SimulatorOptions,
  address: Address,
  sent: AskOptions = { secret: options.secret },
): Promise<number | string> {
  return statusOf(await ask(createSimulator(options), address, "getVersion", sent));
}

/** What every generation answers to getVersion with these options. */
async function everywhere(
  options: Partial<SimulatorOptions>,
  sent?: AskOptions,
): Promise<(readonly [string, number | string])[]> {
  return await Promise.all(SITES.map(async ([site, address]) => {
    const status = await statusFor({ ...site, ...options }, address, sent);
    return [`${site.product} ${site.version}, API version ${address.api}`, status] as const;
  }));
}

/** The same list as {@linkcode everywhere} gives, with the statuses that there should be. */
function expected(
  statuses: (site: (typeof SITES)[number][0], api: number) => number | string,
): (readonly [string, number | string])[] {
  return SITES.map(([site, { api }]) =>
    [`${site.product} ${site.version}, API version ${api}`, statuses(site, api)] as const
  );
}

Deno.test("the right Secret Word opens every generation", async () => {
  assertEquals(await everywhere({}), expected(() => 200));
  const other = "An0ther-S3cret-Word+Of=Tests";
  assertEquals(await everywhere({ secret: other }), expected(() => 200));
});

Deno.test("a wrong Secret Word is 503, and 401 for API version 1", async () => {
  const wrong = { secret: `${DEFAULT_SECRET}x` };
  assertEquals(await everywhere({}, wrong), expected((_, api) => api === 1 ? 401 : 503));
  const empty = { secret: "" };
  assertEquals(await everywhere({}, empty), expected((_, api) => api === 1 ? 401 : 503));
});

Deno.test("an API that is switched off denies the right Secret Word, but not a token", async () => {
  assertEquals(await everywhere({ apiEnabled: false }), expected(() => 503));
  const site = { product: "joomla", version: "10.2.1", apiEnabled: false } as const;
  for (const address of [API_V2, API_V3]) {
    assertEquals(await statusFor(site, address, { token: DEFAULT_TOKEN }), 200);
  }
});

Deno.test("a weak Secret Word is denied by levels from 340 on", async () => {
  const isOld = (version: string) => version === "3.3.0" || version === "1.3.4";
  for (const weak of ["test1234", "Ab1!Ab1!Ab", "abcdefgh12345678"]) {
    const statuses = expected(({ version }) => isOld(version) ? 200 : 503);
    assertEquals(await everywhere({ secret: weak }), statuses, weak);
  }
  for (const strong of ["A1b2C3d4E5f6G7h8", "correcthorsebatterystaple", "a".repeat(28)]) {
    assertEquals(await everywhere({ secret: strong }), expected(() => 200), strong);
  }
});

Deno.test("the Core edition answers to a Secret Word until 3.5.1, and later to nobody", async () => {
  const statuses = expected(({ product, version }) => {
    if (["3.3.0", "1.3.4"].includes(version)) return 200;
    return product === "solo" ? "HTTP 200" : 503;
  });
  assertEquals(await everywhere({ edition: "core" }), statuses);
  const site = { product: "joomla", version: "10.4.0", edition: "core" } as const;
  for (const address of [API_V2, API_V3]) {
    assertEquals(await statusFor(site, address, { token: DEFAULT_TOKEN }), 503);
  }
});

Deno.test("a Secret Word that the product changes on the way in never matches", async () => {
  const secret = (letter: string) => `S1mulated${letter}S3cret_For+Tests=7d41`;
  const never: readonly (readonly [SimulatorOptions, Address, string])[] = [
    [{ product: "joomla", version: "7.5.0" }, ROOT_V2, "<"],
    [{ product: "joomla", version: "9.3.3" }, SITE_V2, "<"],
    [{ product: "joomla", version: "10.4.0" }, SITE_V2, "<"],
    [{ product: "wordpress", version: "9.1.1" }, AJAX, `"'\\<`],
    [{ product: "wordpress", version: "1.3.4" }, APP_V1, ""],
  ];
  for (const [site, address, letters] of never) {
    for (const letter of `"'\\<>&+%=#? ä`) {
      const status = await statusFor({ ...site, secret: secret(letter) }, address, {
        // A header carries bytes: the client sends UTF-8.
        secret: address.api === 1 ? secret(letter) : bytesOf(secret(letter)),
      });
      assertEquals(status, letters.includes(letter) ? 503 : 200, `${site.version} ${letter}`);
    }
  }
});

/** A text as the bytes of its UTF-8, one character each. */
function bytesOf(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

Deno.test("a header, even an empty one, wins over the query; the form of a POST does not count", async () => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const send = async (sent: { header?: string; query?: string; form?: string }) => {
    const url = new URL(`https://site.test/${SITE_V2.path}`);
    if (sent.query !== undefined) url.searchParams.set("_akeebaAuth", sent.query);
    const headers = new Headers();
    if (sent.header !== undefined) headers.set("x-akeeba-auth", sent.header);
    const body = new URLSearchParams({ method: "getVersion", _akeebaAuth: sent.form ?? "" });
    const request = new Request(url, { method: "POST", headers, body });
    return (await (await simulator.handle(request)).json()).status as number;
  };
  const right = DEFAULT_SECRET;
  assertEquals(await send({ query: right }), 200);
  assertEquals(await send({ header: right, query: "wrong" }), 200);
  assertEquals(await send({ header: "wrong", query: right }), 503);
  assertEquals(await send({ header: "", query: right }), 503);
  assertEquals(await send({ form: right }), 503);
});

Deno.test("version 3 takes a token, and a Secret Word only from 10.4.0 on; version 2 of the site takes no token", async () => {
  const by = (version: string, address: Address, sent: AskOptions) =>
    statusFor({ product: "joomla", version }, address, sent);
  const [secret, token] = [{ secret: DEFAULT_SECRET }, { token: DEFAULT_TOKEN }];
  for (const version of ["9.6.0", "10.2.1", "10.3.9"]) {
    assertEquals(await by(version, API_V3, token), 200);
    assertEquals(await by(version, API_V3, secret), 503);
  }
  for (const version of ["10.4.0", "11.0.0"]) {
    assertEquals(await by(version, API_V3, token), 200);
    assertEquals(await by(version, API_V3, secret), 200);
  }
  assertEquals(await by("10.2.1", API_V2, token), 200);
  assertEquals(await by("10.2.1", SITE_V2, token), 503);
  assertEquals(await by("10.2.1", API_V3, { token: btoa("sha256:101:wrong") }), 503);
});

Deno.test("a token's rights count from 10.4.0 on: what they leave out is 403; a Secret Word may all", async () => {
  const statuses = async (version: string, address: Address, sent: AskOptions) => {
    const tokenRights = ["getVersion", "LISTBACKUPS"];
    const simulator = createSimulator({ product: "joomla", version, tokenRights });
    const methods = ["getVersion", "listBackups", "getProfiles", "startBackup"];
    const answers = await Promise.all(
      methods.map((method) => ask(simulator, address, method, sent)),
    );
    return answers.map(statusOf);
  };
  const [secret, token] = [{ secret: DEFAULT_SECRET }, { token: DEFAULT_TOKEN }];
  for (const address of [API_V2, API_V3]) {
    assertEquals(await statuses("10.3.9", address, token), [200, 200, 200, 200]);
    assertEquals(await statuses("10.4.0", address, token), [200, 200, 403, 403]);
    assertEquals(await statuses("10.4.0", address, secret), [200, 200, 200, 200]);
  }
});

Deno.test("API version 1 wants a salt of two characters", async () => {
  const simulator = createSimulator({ product: "solo", version: "5.0.0" });
  const statusWith = async (salt: string) => {
    const digest = createHash("md5").update(salt + DEFAULT_SECRET).digest("hex");
    const body = JSON.stringify({ challenge: `${salt}:${digest}`, method: "getVersion" });
    const url = new URL(`https://site.test/${ROOT_V1.path}`);
    url.searchParams.set("json", JSON.stringify({ encapsulation: 1, body }));
    const text = await (await simulator.handle(new Request(url))).text();
    return /"status":(\d+)/.exec(text)?.[1];
  };
  assertEquals(await statusWith("ab"), "200");
  assertEquals(await statusWith("a"), "401");
});

Deno.test("the refusal says nothing of its cause", async () => {
  const site = { product: "wordpress", version: "9.1.1" } as const;
  const causes: readonly Partial<SimulatorOptions>[] = [
    { apiEnabled: false },
    { edition: "core" },
    { secret: "weak" },
  ];
  for (const cause of causes) {
    const simulator = createSimulator({ ...site, ...cause });
    const { secret } = simulator.options;
    assertEquals(await ask(simulator, AJAX, "getVersion", { secret }), DENIED);
  }
  assertEquals(await ask(createSimulator(site), AJAX, "getVersion", { secret: "no" }), DENIED);
});
