/** What a search asks, in which order, and what it does not ask. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type ConnectOptions,
  detect,
  type Detected,
  endpointsFor,
  NegotiationError,
} from "../../mod.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  type Mischief,
  type SimulatedRequest,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";

const ROOT = "https://www.example.com/";
const OPTIONS: Pick<ConnectOptions, "secret" | "attempts"> = {
  secret: DEFAULT_SECRET,
  attempts: 1,
};

function armed(options: SimulatorOptions, ...mischiefs: readonly Mischief[]): Simulator {
  const simulator = createSimulator(options);
  for (const mischief of mischiefs) simulator.arm(mischief);
  return simulator;
}

async function found(simulator: Simulator, given = ROOT): Promise<Detected> {
  return await detect(given, { ...OPTIONS, transport: simulator.handle });
}

async function lost(simulator: Simulator, given = ROOT): Promise<NegotiationError> {
  return await assertRejects(() => found(simulator, given), NegotiationError);
}

/** The address below the host, without the parameters of a call. */
function shown({ url }: Pick<SimulatedRequest, "url">): string {
  return url.slice(ROOT.length).replace("/getVersion", "/{method}")
    .replace(/[?&](?:method|json|_)=.*$/, "");
}

const hasCredential = ({ headers, url, api }: SimulatedRequest) =>
  headers.has("x-akeeba-auth") || headers.has("x-joomla-token") || headers.has("authorization") ||
  /_akeebaAuth|json=/.test(url) || api === 1;

Deno.test("every address of the catalogue is asked before a search gives up", async () => {
  const asked: string[] = [];
  const transport = (request: Request) => {
    asked.push(shown(request));
    return Promise.resolve(new Response("<html>shop</html>", { status: 404 }));
  };
  const search = () => detect(ROOT, { ...OPTIONS, transport });
  const error = await assertRejects(search, NegotiationError);
  assertEquals([error.code, error.exit], ["connect/no-way", 36]);
  const catalogue = new Set(endpointsFor().map(({ url }) => url));
  // It answers like the longer address, which was asked.
  catalogue.delete("wp-admin/admin-ajax.php?action=akeebabackup_api");
  assertEquals([...catalogue].filter((url) => !asked.includes(url)), []);
  assertEquals(new Set(asked).size, asked.length, "asked twice");
  assert(asked.length <= 19, `${asked.length} requests`);
});

Deno.test.each<[string, SimulatorOptions, readonly Mischief[]]>([
  ["that answers", { product: "solo", version: "9.1.1" }, []],
  ["of old", { product: "solo", version: "5.0.0" }, []],
  ["of the Core edition", { product: "solo", version: "9.1.1", edition: "core" }, []],
  ["that denies", { product: "solo", version: "9.1.1", apiEnabled: false }, []],
  ["that is behind a firewall", { product: "solo", version: "8.2.0" }, [{ refusePost: 403 }]],
  ["whose index.php is shut", { product: "solo", version: "5.0.0", shut: 403 }, []],
  ["whose index.php has a password", { product: "solo", version: "9.1.1", shut: 401 }, []],
  ["that shows something else", { product: "solo", version: "9.1.1" }, [
    { page: "<html>Soon</html>" },
  ]],
  ["that crashes", { product: "solo", version: "9.1.1" }, [{ status: 500, body: () => "" }]],
  ["that breaks", { product: "solo", version: "9.1.1" }, [{ loseAnswer: "at-end" }]],
  ["that breaks once", { product: "solo", version: "9.1.1" }, [{ loseAnswer: "at-end", times: 2 }]],
  ["in maintenance", { product: "solo", version: "9.1.1" }, [{ maintenance: true }]],
  ["that loses the header", { product: "solo", version: "9.1.1" }, [{ dropSecretHeader: true }]],
  ["in a folder", { product: "solo", version: "9.1.1", root: "/backup/" }, []],
])("a Solo %s never gets two requests at once", async (_, options, mischiefs) => {
  const given = ROOT + (options.root ?? "/").slice(1);
  const pasted = ["", "remote.php", "index.php?option=com_akeeba&view=api&format=raw"];
  for (const path of pasted) {
    const simulator = armed(options, { latencyMs: 2 }, ...mischiefs);
    const transport = simulator.handle;
    for (const credentials of [{}, { token: DEFAULT_TOKEN }]) {
      await detect(given + path, { ...OPTIONS, ...credentials, transport }).catch(() => {});
    }
    await simulator.idle();
    assert(simulator.atOnce <= 1, `${simulator.atOnce} at once, given ${path}`);
    assert(simulator.requests.length > 1);
  }
});

Deno.test("the front page is asked for without any credential, by GET, and once", async () => {
  for (
    const options of [
      { product: "joomla", version: "3.3.0" },
      { product: "wordpress", version: "1.3.4" },
      { product: "solo", version: "9.1.1", edition: "core" },
    ] as const
  ) {
    const simulator = createSimulator(options);
    await found(simulator).catch(() => {});
    const pages = simulator.requests.filter(({ url }) => url === ROOT);
    assertEquals(pages.map(({ method }) => method).filter((verb) => verb !== "GET"), []);
    assert(pages.length <= 1, `${pages.length} of ${options.product}`);
    assertEquals(pages.filter(hasCredential), []);
    assert(simulator.requests.filter((each) => !pages.includes(each)).every(hasCredential));
  }
});

Deno.test("a front page that leads to another host is not read there, nor is that host asked", async () => {
  const simulator = armed({ product: "joomla", version: "3.3.0" }, {
    match: { url: /\.com\/$/ },
    redirect: { to: "https://evil.example/" },
  });
  assertEquals((await found(simulator)).products, ["joomla"]);
  assertEquals(simulator.requests.filter(({ url }) => url.includes("evil")), []);
});

Deno.test("links to other hosts lead nowhere", async () => {
  const page = '<meta content="WordPress 6"><script src="https://evil.example/wp-includes/x.js">' +
    '<script src="//evil.example/wp/wp-admin/admin-ajax.php"><base href="https://evil.example/">' +
    '<link href="wp/wp-includes/y.css"><a href="//evil.example/below/">';
  const simulator = armed({ product: "wordpress", version: "7.4.0" }, {
    match: { url: /\.com\/(?:index\.php.*)?$/ },
    page,
  });
  assertEquals((await found(simulator)).version.version, "7.4.0");
  assertEquals(simulator.requests.filter(({ url }) => url.includes("evil")), []);
});

Deno.test("once a page shows the product, only what can answer is asked", async () => {
  const wordpress = createSimulator({ product: "wordpress", version: "9.1.1", active: false });
  await lost(wordpress);
  const later = wordpress.requests.slice(2).map(shown).filter((path) => path !== "");
  assert(later.length > 0 && later.every((path) => path.includes("wp-content/plugins/")));
  const joomla = createSimulator({ product: "joomla", version: "6.6.1", expired: true });
  await lost(joomla);
  assert(joomla.requests.length <= 10, `${joomla.requests.length} requests`);
  assertEquals(joomla.requests.slice(2).map(shown).filter((path) => /^wp-|remote/.test(path)), []);
});

Deno.test("API version 1, whose digest can be cracked, waits for everything newer of its product", async () => {
  for (const [product, version] of [["joomla", "6.6.1"], ["wordpress", "3.5.1"]] as const) {
    const simulator = createSimulator({ product, version });
    await found(simulator);
    const first = simulator.requests.findIndex(({ api }) => api === 1);
    const newest = simulator.requests.findLastIndex(({ api }) => api !== 1);
    assert(first > newest, `${first} of ${simulator.requests.length}, ${newest}`);
  }
});

Deno.test("where the endpoint has moved, no digest is given away", async () => {
  const simulator = createSimulator({ product: "wordpress", version: "9.1.1", active: false });
  const { code, message } = await lost(simulator);
  assertEquals(code, "connect/no-way", message);
  assertEquals(simulator.requests.filter(({ api }) => api === 1).map(shown), []);
});

Deno.test.each<[string, string]>([
  ["1.3.4", "json"],
  ["3.5.1", "json"],
  ["7.4.0", "api"],
  ["7.9.0", "api"],
])(
  "a refusal of /wp-admin does not hide version %s in the plugin's folder",
  async (version, view) => {
    for (const status of [401, 403]) {
      const simulator = armed({ product: "wordpress", version }, {
        match: { url: /\/wp-admin\// },
        http: { status },
      });
      const { endpoint, requests, roundTrips } = await found(simulator);
      assert(endpoint.url.includes(`/akeebabackupwp/app/index.php?option=com_akeeba&view=${view}`));
      assert(requests <= 14 && roundTrips <= 3, `${requests} requests, ${roundTrips} round trips`);
    }
  },
);

Deno.test("where something keeps everybody out, the search ends early", async () => {
  for (const status of [403, 406, 429, 503, 509]) {
    const simulator = armed({ product: "joomla", version: "10.2.1" }, { http: { status } });
    const error = await lost(simulator);
    assert(error.code.startsWith("site/"), `${status}: ${error.code}`);
    assert(simulator.requests.length <= 13, `${simulator.requests.length} requests, ${status}`);
    assertEquals(simulator.requests.filter(({ api }) => api === 1), []);
  }
});

Deno.test.each<[string, Mischief]>([
  ["its database is down", { databaseDown: true }],
  ["it is in maintenance", { maintenance: true }],
  ["every connection breaks", { loseRequest: true }],
])("where a WordPress says everywhere that %s, the search ends early", async (_, mischief) => {
  const simulator = armed({ product: "wordpress", version: "9.1.1" }, mischief);
  await lost(simulator);
  assert(simulator.requests.length <= 8, `${simulator.requests.length} requests`);
});

Deno.test.each<[SimulatorOptions, string, number, string]>([
  [{ product: "solo", version: "9.1.1" }, "remote.php", 1, "remote.php?view=api"],
  [
    { product: "solo", version: "5.0.0", root: "/solo/" },
    "solo/remote.php",
    2,
    "solo/remote.php?option=com_akeeba&view=json&format=raw",
  ],
  [
    { product: "wordpress", version: "3.5.1" },
    "wp-content/plugins/akeebabackupwp/app/index.php",
    2,
    "wp-content/plugins/akeebabackupwp/app/index.php?option=com_akeeba&view=json&format=raw",
  ],
  [
    { product: "wordpress", version: "3.5.1", content: "files", folder: "mine" },
    "files/plugins/mine/app/remote.php",
    1,
    "files/plugins/mine/app/remote.php?option=com_akeeba&view=json&format=raw",
  ],
  [
    { product: "wordpress", version: "7.4.0" },
    "wp-content/plugins/akeebabackupwp/app/index.php?x=1",
    1,
    "wp-content/plugins/akeebabackupwp/app/index.php?option=com_akeeba&view=api&format=raw",
  ],
  [
    { product: "wordpress", version: "9.1.1" },
    "wp-content/plugins/akeebabackupwp/app/index.php",
    3,
    "wp-admin/admin-ajax.php?action=akeebabackup_api",
  ],
  [
    { product: "wordpress", version: "9.1.1" },
    "wp-admin/admin-ajax.php",
    1,
    "wp-admin/admin-ajax.php?action=akeebabackup_api",
  ],
  [
    { product: "wordpress", version: "3.5.1" },
    "wp-content/plugins/akeebabackupwp/app/remote.php?view=remote&key=planted",
    1,
    "wp-content/plugins/akeebabackupwp/app/remote.php?option=com_akeeba&view=json&format=raw",
  ],
  [
    { product: "joomla", version: "10.2.1" },
    "index.php",
    2,
    "index.php?option=com_akeebabackup&view=api&format=raw",
  ],
])(
  "a pasted script of %o is asked in its own forms first: %s",
  async (options, pasted, requests, path) => {
    const simulator = createSimulator(options);
    const { endpoint } = await found(simulator, ROOT + pasted);
    assertEquals(endpoint.url, ROOT + path);
    assertEquals(simulator.requests.length, requests, simulator.requests.map(shown).join("\n"));
    assertEquals(simulator.requests.filter(({ url }) => url.includes("planted")), []);
  },
);

Deno.test.each<[SimulatorOptions, string, string]>([
  [{ product: "joomla", version: "10.2.1" }, "en/", ""],
  [{ product: "joomla", version: "8.0.3" }, "blog/some-page", ""],
  [{ product: "wordpress", version: "9.1.1" }, "blog/some-page", ""],
  [{ product: "wordpress", version: "7.4.0" }, "2024/11/27/a-post/", ""],
  [{ product: "solo", version: "9.1.1" }, "somewhere/", ""],
  [{ product: "joomla", version: "10.2.1", root: "/shop/" }, "shop/en/products/a/", "shop/"],
])("the site of %o is found from a page below it: %s", async (options, page, root) => {
  const notices: string[] = [];
  const { handle: transport } = createSimulator(options);
  const onNotice = (text: string) => void notices.push(text);
  const { site, version } = await detect(ROOT + page, { ...OPTIONS, transport, onNotice });
  assertEquals([site, version.version], [ROOT + root, options.version]);
  assertEquals(notices, [`The site is at ${ROOT}${root}, above what was given`]);
});

Deno.test("a front page that redirects to a folder tells where the site is", async () => {
  const simulator = armed({ product: "joomla", version: "10.2.1", root: "/cms/" }, {
    match: { url: /\.com\/$/ },
    redirect: { to: "/cms/", status: 302 },
  });
  const { endpoint, requests, roundTrips } = await found(simulator);
  assertEquals(new URL(endpoint.url).pathname, "/cms/index.php");
  assert(requests <= 14 && roundTrips <= 3, `${requests} requests, ${roundTrips} round trips`);
});

Deno.test("of a front page without end, only the beginning is read", async () => {
  let pieces = 0;
  const { handle } = createSimulator({ product: "joomla", version: "6.6.1" });
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pieces += 1;
        controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
      },
    }, { highWaterMark: 0 });
  const transport = (request: Request) =>
    request.url === ROOT ? Promise.resolve(new Response(endless())) : handle(request);
  const { version } = await detect(ROOT, { ...OPTIONS, transport });
  assertEquals(version.version, "6.6.1");
  assert(pieces > 1 && pieces < 8, `${pieces} pieces of 64 KiB`);
});

Deno.test("a folder with a site of its own is never exchanged for the site above it", async () => {
  const above = createSimulator({ product: "joomla", version: "10.2.1" });
  for (
    const [options, mischief] of [
      [{ product: "wordpress", version: "9.1.1", active: false }, {}],
      [{ product: "joomla", version: "7.4.0.1" }, {}],
      [{ product: "joomla", version: "10.2.1" }, { maintenance: true }],
      [{ product: "joomla", version: "10.2.1" }, { http: { status: 403 } }],
    ] as const
  ) {
    const below = armed({ ...options, root: "/shop/" }, mischief);
    const transport = (request: Request) =>
      new URL(request.url).pathname.startsWith("/shop/")
        ? below.handle(request)
        : above.handle(request);
    await assertRejects(() => detect(`${ROOT}shop/`, { ...OPTIONS, transport }), NegotiationError);
    assertEquals(above.requests.map(shown), []);
  }
});

Deno.test("a site whose page links to another one below is itself what is meant", async () => {
  const page =
    '<meta content="Joomla! - x"><a href="/blog/">Blog</a><script src="/blog/wp-includes/x">';
  const above = armed({ product: "joomla", version: "7.4.0.1" }, {
    match: { url: /com\/$/ },
    page,
  });
  const below = createSimulator({ product: "wordpress", version: "9.1.1", root: "/blog/" });
  const transport = (request: Request) =>
    new URL(request.url).pathname.startsWith("/blog/")
      ? below.handle(request)
      : above.handle(request);
  await assertRejects(() => detect(ROOT, { ...OPTIONS, transport }), NegotiationError);
  assertEquals(below.requests.map(shown), []);
});
