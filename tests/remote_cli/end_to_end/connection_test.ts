/** Finding a way to talk to a site, and the shapes of addresses. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  createSimulator,
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  NOISE,
} from "../../../src/simulator/mod.ts";
import { apisAsked, DIFFERS, SITE, suite } from "./suite.ts";

const SUCCESS = "Successful connection to site";

Deno.test("a token uses the newest version of the API", () =>
  suite(async ({ withToken }) => {
    const { status, output } = await withToken("test");
    assertEquals(status, 0);
    assertStringIncludes(output, SUCCESS);
    assertStringIncludes(output, "Using the JSON API v3");
  }));

Deno.test.each<[number, string]>([[2, "9.3.3"], [1, "6.6.1"]])(
  "a site that has only API v%i (%s) is reached over it",
  (api, version) =>
    suite(async ({ withSecret }) => {
      const { status, output } = await withSecret("test");
      assertEquals(status, 0);
      assertStringIncludes(output, `Using the JSON API v${api}`);
    }, { version }),
);

Deno.test("where v2 and v1 answer, v2 is used", () =>
  suite(async ({ withSecret }) => {
    assertStringIncludes((await withSecret("test")).output, "Using the JSON API v2");
  }, { version: "8.0.3", expired: false }));

Deno.test("--api-version pins the version", () =>
  suite(async ({ withSecret, simulator }) => {
    const { status, output } = await withSecret("test", "--api-version=2");
    assertEquals([status, apisAsked(simulator)], [0, [2]]);
    assertStringIncludes(output, "Using the JSON API v2");
  }));

Deno.test("a site that speaks no version of the API is reported as such", () =>
  suite(async ({ run }) => {
    const transport = () => Promise.resolve(new Response("<title>Home</title>"));
    const words = ["test", `--host=${SITE}`, `--secret=${DEFAULT_SECRET}`];
    const { status, output } = await run(words, { transport });
    assertEquals(status, 36);
    assertStringIncludes(output, "Error #36");
  }));

Deno.test("the endpoint of Solo is never asked for API v3", () =>
  suite(async ({ run }) => {
    const simulator = createSimulator({ product: "solo", version: "9.1.1" });
    const host = "http://solo.example.test/remote.php";
    const words = ["test", `--host=${host}`, `--secret=${DEFAULT_SECRET}`];
    const { status, output } = await run(words, { transport: simulator.handle });
    assertEquals([status, apisAsked(simulator).includes(3)], [0, false], output);
  }));

Deno.test("the report names the version and the credential that were used", () =>
  suite(async ({ withToken, withSecret }) => {
    const token = (await withToken("test")).output;
    assertStringIncludes(token, "authenticating with a Joomla API Token");
    assertStringIncludes((await withSecret("test")).output, "authenticating with the Secret Word");
    assertStringIncludes(token, "Professional");
    assertStringIncludes(token, "API level 600");
  }));

Deno.test.each<[string, { before?: string; after?: string }]>([
  ["in front", { before: NOISE.htmlNotice }],
  ["behind, which Akeeba Remote CLI does not bear", { after: NOISE.comment }],
  ["around: hashes", { before: "###", after: "###" }],
])("junk %s does not matter", (_, noise) =>
  suite(async ({ withToken, simulator }) => {
    simulator.arm({ noise });
    const { status, output } = await withToken("test");
    assertEquals(status, 0);
    assertStringIncludes(output, SUCCESS);
  }));

Deno.test.each(["", "/", "/api/index.php", "/api", "/api/index.php/"])(
  "a host ending in %j connects over API v3",
  (suffix) =>
    suite(async ({ run }) => {
      const { status, output } = await run([
        "test",
        `--host=${SITE}${suffix}`,
        `--token=${DEFAULT_TOKEN}`,
      ]);
      assertEquals(status, 0, output);
      assertStringIncludes(output, "Using the JSON API v3");
    }),
);

Deno.test("--api-endpoint=api goes to the rewritten address", () =>
  suite(async ({ withToken, simulator }) => {
    assertEquals((await withToken("test", "--api-endpoint=api")).status, 0);
    assert(simulator.requests.some(({ url }) => new URL(url).pathname.startsWith("/api/v3/")));
  }));

Deno.test("--api-endpoint leaves the host as it was typed", () =>
  suite(async ({ withToken }) => {
    const { status, output } = await withToken("test", "--api-endpoint=api/index.php");
    assertEquals(status, 0);
    assertStringIncludes(output, "Using the JSON API v3");
  }));

Deno.test.each<[string, boolean]>([
  ["/api/index.php", true],
  ["/api", true],
  ["/api/index.php/", true],
  ["", false],
  ["/apidocs", false],
  ["/index.php", false],
])(
  "with --debug a host ending in %j is said to be that of the application: %j",
  (suffix, is) =>
    suite(async ({ run }) => {
      const words = ["test", `--host=${SITE}${suffix}`, `--token=${DEFAULT_TOKEN}`, "--debug"];
      const { output } = await run(words);
      assertEquals(output.includes("points at Joomla's API application"), is, output);
    }),
);

Deno.test("with an endpoint of one's own nothing is said of the host", () =>
  suite(async ({ run }) => {
    const words = ["test", `--host=${SITE}/api`, `--token=${DEFAULT_TOKEN}`, "--debug"];
    const { output } = await run([...words, "--api-endpoint=api/index.php"]);
    assertEquals(output.includes("points at Joomla's API application"), false);
  }));

Deno.test("a host that does not exist is reported in the words of curl, and is no success", () =>
  suite(async ({ run }) => {
    const transport = () =>
      Promise.reject(new TypeError("dns error: failed to lookup address information"));
    const words = ["test", "--host=http://nothing.example.test", `--token=${DEFAULT_TOKEN}`];
    const { status, output } = await run(words, { transport });
    assertEquals(status, 22);
    assertStringIncludes(output, "Could not resolve host");
  }));

Deno.test(`${DIFFERS} a host without a scheme is tried over https; the hint names http`, () =>
  suite(async ({ run }) => {
    const asked = new Set<string>();
    const transport = (request: Request) => {
      asked.add(new URL(request.url).protocol);
      return Promise.reject(new TypeError("received corrupt message of type InvalidContentType"));
    };
    const words = ["test", "--host=www.example.test/blog", `--token=${DEFAULT_TOKEN}`];
    const { status, output } = await run(words, { transport });
    assertEquals([status, [...asked]], [22, ["https:"]], output);
    assertStringIncludes(output, "http://www.example.test/blog");
  }));

Deno.test("a host without a scheme that answers on http alone is found there", () =>
  suite(async ({ run, simulator }) => {
    const transport = (request: Request) =>
      request.url.startsWith("https:")
        ? Promise.reject(new TypeError("tcp connect error: Connection refused"))
        : simulator.handle(request);
    const words = ["test", "--host=www.example.test", `--token=${DEFAULT_TOKEN}`];
    assertEquals((await run(words, { transport })).status, 0);
  }));
