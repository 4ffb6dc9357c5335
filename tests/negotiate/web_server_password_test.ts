/** A password of the web server itself, in front of PHP: what is said, and what is not sent. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { connect, type ConnectOptions, detect } from "../../mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  type SimulatedRequest,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";

const SITE = "https://www.example.com/";
const secret = DEFAULT_SECRET;
const PASSWORD = { user: "dev", password: "p@ss:wörd/1" };
const IN_ADDRESS = "https://dev:p%40ss%3Aw%C3%B6rd%2F1@www.example.com/";

function failure(site: string, options: ConnectOptions): Promise<SitehaulError> {
  return assertRejects(() => detect(site, { attempts: 1, ...options }), SitehaulError);
}

Deno.test("a site behind a password says so, and is not sent the secret again", async () => {
  const { handle: transport, requests, arm } = simulated();
  arm({ askPassword: PASSWORD });
  const { code, exit, message, hint } = await failure(SITE, { secret, transport });
  assertEquals([code, exit], ["auth/web-server", 42]);
  assertMatch(message, /the web server asks for a user name and password \(HTTP 401/);
  assertStringIncludes(hint ?? "", "https://user:password@www.example.com/");
  assert(withSecret(requests) <= 4, `${withSecret(requests)} requests with the secret`);
  assertEquals(requests.filter(({ url }) => /_akeebaAuth|json=/.test(url)).length, 0);
});

Deno.test("a wrong password in the address is not called a missing one", async () => {
  const { handle: transport, requests, arm } = simulated();
  arm({ askPassword: PASSWORD });
  const { code, message, hint } = await failure("https://dev:wrong@www.example.com/", {
    secret,
    transport,
  });
  assertEquals(code, "auth/web-server");
  assertMatch(message, /the web server refuses the user name and password in the address/);
  assertEquals(`${message} ${hint}`.includes("wrong"), false);
  assertEquals(requests.filter(({ url }) => /_akeebaAuth|json=/.test(url)).length, 0);
});

Deno.test("the right password in the address opens the way to the API", async () => {
  const { handle: transport, arm } = simulated();
  arm({ askPassword: PASSWORD });
  assertEquals((await detect(IN_ADDRESS, { secret, transport })).version.version, "10.2.1");
});

Deno.test("a password for one folder hides nothing that is in another", async () => {
  const { handle: transport, requests, arm } = simulated({
    product: "wordpress",
    version: "7.5.0",
  });
  arm({ match: { url: /\/wp-admin\// }, askPassword: PASSWORD });
  const found = await detect(SITE, { secret, transport });
  assertEquals(found.version.version, "7.5.0");
  const urls = requests.map(({ url }) => url);
  const protectedOnes = urls.filter((url) => url.includes("/wp-admin/"));
  // Once for each form of the address, all in the first round trip.
  assertEquals(protectedOnes.length, new Set(protectedOnes).size);
  assert(urls.findLastIndex((url) => url.includes("/wp-admin/")) < 4);
});

Deno.test("a password for the only folder that has the API is told, with the folder", async () => {
  const { handle: transport, arm } = simulated({ product: "wordpress", version: "9.1.1" });
  arm({ match: { url: /\/wp-admin\// }, askPassword: PASSWORD });
  const { code, message } = await failure(SITE, { secret, transport });
  assertEquals(code, "auth/web-server");
  assertStringIncludes(message, "/wp-admin/admin-ajax.php");
});

Deno.test("a password that appears later starts no search with the secret", async () => {
  const { handle, requests, arm } = simulated();
  const memory = new Map<string, never>();
  const options = {
    secret,
    transport: handle,
    memory: {
      recall: (key: object) => Promise.resolve(memory.get(JSON.stringify(key))),
      remember: (key: object, value: unknown) =>
        Promise.resolve(void memory.set(JSON.stringify(key), value as never)),
      forget: () => Promise.resolve(),
    },
  };
  await connect(SITE, options);
  const client = await connect(SITE, options);
  const before = requests.length;
  arm({ askPassword: PASSWORD });
  const error = await assertRejects(() => client.profiles(), SitehaulError);
  assertEquals([error.code, requests.length - before], ["auth/web-server", 1]);
});

Deno.test("a password of the address that the web server takes no more is not called missing", async () => {
  const { handle: transport, arm } = simulated();
  const client = await connect(IN_ADDRESS, { secret, transport });
  arm({ askPassword: { user: "dev", password: "changed" } });
  const { code, message, hint } = await assertRejects(() => client.profiles(), SitehaulError);
  assertEquals(code, "auth/web-server");
  assertMatch(message, /^The web server refuses the user name and password in the address/);
  assertMatch(hint ?? "", /%40/);
});

Deno.test("a token is not sent again either", async () => {
  const { handle: transport, requests, arm } = simulated();
  arm({ askPassword: PASSWORD });
  await failure(SITE, { token: DEFAULT_TOKEN, secret, transport });
  assert(withSecret(requests) <= 4, `${withSecret(requests)} requests with a credential`);
});

/** How often a credential of the API was sent. */
function withSecret(requests: readonly SimulatedRequest[]): number {
  return requests.filter(({ headers }) =>
    headers.has("x-akeeba-auth") || headers.has("x-joomla-token")
  ).length;
}

function simulated(options: SimulatorOptions = { product: "joomla", version: "10.2.1" }) {
  const simulator = createSimulator(options);
  const { handle, requests } = simulator;
  return { handle, requests, arm: simulator.arm.bind(simulator) };
}
