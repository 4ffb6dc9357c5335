import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { surroundingChecks } from "../../src/cli/doctor/surroundings.ts";
import { wireChecks } from "../../src/cli/doctor/wire.ts";
import { createSimulator, DEFAULT_SECRET, type Mischief, serve } from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { closedPort, serveHttp, tlsFile } from "../transport/servers.ts";
import { cli } from "./fake_world.ts";

const VARIABLES = { SITEHAUL_SECRET: DEFAULT_SECRET };
const CA = fileURLToPath(new URL("../support/tls/ca.pem", import.meta.url));

interface Check {
  readonly state: string;
  readonly text: string;
  readonly hint: string | null;
}

/** The document, with the checks by their names. */
async function doctor(args: readonly string[], variables: Record<string, string> = VARIABLES) {
  const { status, stdout } = await cli(["doctor", ...args, "--json"], { variables });
  const document = JSON.parse(stdout);
  const named = document.checks.map((check: Check & { name: string }) => [check.name, check]);
  return { ...document, status, checks: Object.fromEntries(named) as Record<string, Check> };
}

Deno.test("the doctor finds a healthy site healthy, over TLS", async () => {
  const tls = { cert: await tlsFile("localhost.pem"), key: await tlsFile("localhost.key") };
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  await using server = await serve(simulator, { tls });
  const { status, ok, checks, attempts, found, verdict } = await doctor([
    server.url,
    "--ca-file",
    CA,
  ]);
  assertEquals([status, ok, found.version], [0, true, "10.2.1"]);
  assert(attempts.length > 0);
  for (const name of ["runtime", "TCP", "TLS", "page", "clock", "credential", "API"]) {
    assertEquals(checks[name]?.state, "ok", name);
  }
  assertStringIncludes(checks["TLS"]?.text ?? "", "for localhost, 127.0.0.1");
  assertStringIncludes(verdict, "can be backed up: Akeeba Backup for Joomla");
});

Deno.test.each<[string, "expired" | "wrong_host" | "localhost", string[], RegExp]>([
  ["an expired certificate", "expired", ["--ca-file", CA], /expired on 2021-01-01/],
  ["a certificate of another host", "wrong_host", ["--ca-file", CA], /for elsewhere\.example/],
  ["a certificate of an unknown authority", "localhost", [], /valid until 2120/],
])("the doctor sees %s", async (_, certificate, flags, shown) => {
  await using server = await serveHttp(() => new Response("Hello"), { certificate });
  const { status, checks, error, verdict } = await doctor([server.url, ...flags]);
  assertEquals([status, error.code], [22, "network/tls"]);
  assertMatch(checks["TLS"]?.text ?? "", shown);
  // What no client accepts needs no request to be known.
  assertEquals([checks["TLS"]?.state, checks["page"]?.state, checks["API"]?.state], [
    certificate === "expired" ? "failed" : "ok",
    certificate === "expired" ? "skipped" : "failed",
    "skipped",
  ]);
  assertMatch(verdict, /^It does not work: .*certificate/);
});

Deno.test("the doctor says once what helps against several things", async () => {
  const address = `http://127.0.0.1:${closedPort()}/`;
  const { stdout } = await cli(["doctor", address], { variables: VARIABLES });
  assertEquals(stdout.split("Check the address and the port").length, 2);
});

Deno.test("the doctor sees a port at which nobody listens", async () => {
  const { status, checks, error } = await doctor([`http://127.0.0.1:${closedPort()}/`]);
  assertEquals([status, error.code, checks["TCP"]?.state], [22, "network/refused", "failed"]);
  assertEquals([checks["page"]?.state, checks["API"]?.state], ["skipped", "skipped"]);
});

Deno.test("the doctor sees a proxy that is not there, and does not show its password", async () => {
  const port = closedPort();
  const variables = { ...VARIABLES, HTTP_PROXY: `http://me:hidden@127.0.0.1:${port}` };
  const { checks } = await doctor([`http://127.0.0.1:${closedPort()}/`], variables);
  assertEquals([checks["proxy"]?.state, checks["TCP"]], ["failed", undefined]);
  assertEquals(
    checks["proxy"]?.text,
    `The proxy 127.0.0.1:${port} (HTTP_PROXY) refuses the connection`,
  );
});

Deno.test("the doctor sees a refused credential, and shows all that was tried", async () => {
  const simulator = createSimulator({ product: "wordpress", version: "9.1.1" });
  await using server = await serve(simulator);
  const args = ["doctor", server.url];
  const { status, stdout, stderr } = await cli(args, { variables: { SITEHAUL_SECRET: "wrong" } });
  assertEquals(status, 42);
  assertMatch(stdout, /^ok +page +http:.* answers with HTTP status/m);
  assertMatch(stdout, /^failed +API /m);
  assertMatch(stdout, /^Addresses tried:\nAPI +METHOD/m);
  assertMatch(stdout, /^v2 .*admin-ajax\.php/m);
  assertMatch(stdout, /\n\nIt does not work: .+\n$/);
  assertEquals(stderr, "");
});

Deno.test("the doctor sees redirects, and a clock that is wrong", async () => {
  const simulator = createSimulator({ product: "wordpress", version: "9.1.1" });
  const { handle } = simulator;
  const transport = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    if (url.hostname === "a.example") {
      url.hostname = "www.a.example";
      return new Response(null, { status: 301, headers: { location: url.href } });
    }
    const answer = await handle(request);
    const headers = { date: "Wed, 01 Jan 2020 00:10:00 GMT" };
    return url.pathname === "/" ? new Response("", { headers }) : answer;
  };
  const clock = () => Date.parse("2020-01-01T00:00:00Z");
  const { status, stdout } = await cli(["doctor", "https://a.example/"], {
    variables: VARIABLES,
    transport,
    clock,
  });
  assertEquals(status, 0);
  assertMatch(stdout, /^warning +redirects +A redirect: https:\/\/a\.example\/ → https:\/\/www\./m);
  assertMatch(stdout, /^warning +clock +The site's clock is 600 s ahead of this computer's$/m);
  assertMatch(stdout, /It works, with \d warnings\. https:\/\/a\.example\/ can be backed/);
});

Deno.test("the doctor tries http where https refuses, and asks all anew that is remembered", () =>
  inFolder(async (folder) => {
    const { handle } = createSimulator({ product: "wordpress", version: "9.1.1" });
    const transport = (request: Request): Promise<Response> => {
      if (request.url.startsWith("http:")) return handle(request);
      return Promise.reject(new TypeError("connection refused"));
    };
    const variables = { ...VARIABLES, SITEHAUL_CACHE: `${folder}/cache` };
    const around = { variables, transport };
    assertEquals((await cli(["test", "a.example"], around)).status, 0);
    const { status, stdout } = await cli(["doctor", "a.example", "--json"], around);
    const { checks, attempts } = JSON.parse(stdout);
    const states = checks.map(({ name, state }: Record<string, string>) => `${name} ${state}`);
    assertEquals([status, states.slice(4)], [
      0,
      ["page warning", "page ok", "clock ok", "credential ok", "API ok", "PHP ok"],
    ]);
    assert(attempts.length > 1);
  }));

Deno.test("the doctor says what is wrong with a credential, and never shows it", async () => {
  const site = `http://127.0.0.1:${closedPort()}/`;
  const { status, checks, error } = await doctor([site], {});
  assertEquals([status, error.code, checks["credential"]?.state], [
    22,
    "network/refused",
    "failed",
  ]);
  const secret = "cautious\nSecret";
  const { stdout, status: refused } = await cli(["doctor", site], {
    variables: { SITEHAUL_SECRET: secret },
  });
  assertMatch(
    stdout,
    /^warning +credential +The Secret Word may never match\. It contains a line/m,
  );
  // The site that cannot be reached is the first thing to mend.
  assertEquals([refused, stdout.includes(secret)], [22, false]);
});

Deno.test("the doctor looks at this computer alone when no site is named", () =>
  inFolder(async (folder) => {
    await Deno.chmod(folder, 0o755);
    const open = await doctor([], { SITEHAUL_CACHE: folder });
    assertEquals([open.status, open.ok, open.site, open.attempts], [0, true, null, []]);
    assertMatch(open.checks["cache"]?.text ?? "", /^Other users can read .* \(mode 755\)$/);
    await Deno.chmod(folder, 0o777);
    const shared = await doctor([], { SITEHAUL_CACHE: folder });
    assertMatch(
      shared.checks["cache"]?.text ?? "",
      /is not used: it can be written by everybody \(mode 777\)/,
    );
    await Deno.chmod(folder, 0o700);
    const closed = await doctor([], { SITEHAUL_CACHE: folder });
    assertEquals(closed.checks["cache"]?.state, "ok");
    await Deno.writeTextFile(`${folder}/file`, "");
    const none = await doctor([], { SITEHAUL_CACHE: `${folder}/file/cache` });
    assertMatch(none.checks["cache"]?.text ?? "", /^Cannot write to /);
    if (Deno.build.os === "linux") {
      const proc = await doctor([], { SITEHAUL_CACHE: "/proc/sitehaul" });
      assertMatch(proc.checks["cache"]?.text ?? "", /^Cannot write to /);
    }
    const later = await doctor([], { SITEHAUL_CACHE: `${folder}/a/b` });
    assertMatch(later.checks["cache"]?.text ?? "", /will be created when needed$/);
    assertEquals(await namesIn(folder), ["file"]);
  }));

Deno.test("the doctor tells a misspelt address, and a configuration with a fault", () =>
  inFolder(async (folder) => {
    const variables = { SITEHAUL_CONFIG: `${folder}/none.yaml` };
    const { status, error, checks } = await doctor(["shop"], variables);
    assertEquals([status, error.code], [50, "config/invalid"]);
    assertEquals([checks["configuration"]?.state, checks["site"]], ["failed", undefined]);
    await Deno.writeTextFile(`${folder}/some.yaml`, "sites:\n  - { name: a, url: a.example }\n");
    const { checks: fine } = await doctor([], { SITEHAUL_CONFIG: `${folder}/some.yaml` });
    assertMatch(fine["configuration"]?.text ?? "", /some\.yaml is valid: 1 site, named by you$/);
    assertEquals((await doctor(["http://"])).error.code, "usage/url");
  }));

Deno.test("permissions that are missing are named by their flags", async () => {
  const world = { env: () => undefined, os: "linux", uid: () => 0, runtime: "Deno 2" };
  const isGranted = (name: string) => name === "net" || name === "env";
  const checks = await surroundingChecks({ ...world, isGranted });
  const found = checks.find(({ name }) => name === "permissions");
  assertEquals(found?.state, "warning");
  assertStringIncludes(found?.text ?? "", "--allow-read, --allow-write, --allow-sys");
  // Node and Bun withhold nothing.
  const others = await surroundingChecks({ ...world, runtime: "Node 24" });
  assertEquals(others.map(({ name }) => name), ["runtime", "cache"]);
});

Deno.test("a certificate that ends soon is a warning, days before", async () => {
  await using server = await serveHttp(() => new Response(""), { certificate: "localhost" });
  const { signal } = new AbortController();
  const [, tls] = await wireChecks(server.url, { signal, now: Date.parse("2119-12-25") });
  assertEquals(tls?.state, "warning");
  assertMatch(tls?.text ?? "", /valid until 2120-01-01, 7 days from now$/);
  const [, future] = await wireChecks(server.url, { signal, now: Date.parse("2019-06-01") });
  assertMatch(future?.text ?? "", /is not valid before 2020-01-01$/);
});

Deno.test("a short Secret Word gets a word of warning, since sites refuse weak ones", async () => {
  const address = `http://127.0.0.1:${closedPort()}/`;
  const { checks } = await doctor([address], { SITEHAUL_SECRET: "Abc123!xyz" });
  assertEquals(checks["credential"]?.state, "warning");
  assertMatch(checks["credential"]?.text ?? "", /fewer than 16 characters/);
  const { checks: token } = await doctor([address], { SITEHAUL_TOKEN: "short" });
  assertEquals(token["credential"]?.state, "ok");
});

Deno.test("the doctor shows each address that was tried once, even where that is asked for", async () => {
  const args = ["doctor", "https://a.example", "--secret", "Some-Secret_Word-1234", "--explain"];
  const transport = () => Promise.resolve(new Response("", { status: 404 }));
  const { stdout, stderr } = await cli(args, { transport });
  assertEquals((stdout + stderr).match(/^API +METHOD/gm)?.length, 1);
});

Deno.test.each<[string, Mischief, string, RegExp]>([
  [
    "a firewall",
    { http: { status: 403, headers: { "cf-mitigated": "challenge" } } },
    "site/blocked",
    /a firewall answers in the place of the site \(HTTP 403, page "403", Cloudflare\)/,
  ],
  [
    "a password of the web server",
    { askPassword: { user: "a", password: "b" } },
    "auth/web-server",
    /the web server asks for a user name and password/,
  ],
  ["a crashed site", { http: { status: 500, body: "" } }, "site/error", /the site crashes/],
])("the doctor finds %s as the search does, and lists it once", async (_, mischief, code, text) => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  simulator.arm(mischief);
  const { stdout } = await cli(["doctor", "https://a.example/", "--json"], {
    variables: VARIABLES,
    transport: simulator.handle,
  });
  const { checks, error } = JSON.parse(stdout);
  const local = ["permissions", "cache"];
  const ofSite = checks.filter(({ name }: { name: string }) => !local.includes(name));
  const bad = ofSite.filter(({ state }: Check) => state === "failed" || state === "warning");
  assertEquals(bad.map(({ name }: { name: string }) => name), ["API"]);
  assertEquals(error.code, code);
  assertMatch(bad[0].text, text);
});

Deno.test("what is in front of the page alone is a warning where the API answers", async () => {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  simulator.arm({ match: { url: /example\/$/ }, http: { status: 403 } });
  const { status, stdout } = await cli(["doctor", "https://a.example/"], {
    variables: VARIABLES,
    transport: simulator.handle,
  });
  assertEquals(status, 0);
  assertMatch(stdout, /^warning +page +Something in front of the site refuses the requests/m);
});

Deno.test("the doctor warns of a PHP on which the version is known to fail, and of no other", async () => {
  const rows = await Promise.all(
    ([["8.0.3", 8], ["8.0.3", 7], ["10.2.1", 8]] as const).map(async ([version, php]) => {
      const { handle: transport } = createSimulator({ product: "joomla", version, php });
      const { stdout } = await cli(["doctor", "https://a.example/"], {
        variables: VARIABLES,
        transport,
      });
      return /^(\w+ +PHP .*)$/m.exec(stdout)?.[1]?.replace(/ +/g, " ");
    }),
  );
  assertEquals(rows, [
    "warning PHP The site runs PHP 8.2.36, and version 8.0.3 cannot run a remote backup on PHP 8",
    "ok PHP The site runs PHP 7.4.33",
    "ok PHP The site runs PHP 8.2.36",
  ]);
});
