import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { detect, products } from "../../mod.ts";
import type { Product } from "../../src/mod.ts";
import { endpointsFor } from "../../src/resolve/catalogue.ts";
import { parseSite } from "../../src/resolve/site.ts";
import { parseRemoteUrl } from "../../src/stores/remote_url.ts";
import { isSameFamily } from "../../src/transport/site_family.ts";
import { mutated, pieces } from "./mutations.ts";
import { holds, type Target, unlessRefused, unlessRefusedLater } from "./property.ts";

const WORDS = [
  "https://",
  "http://",
  "a.example",
  "www.",
  "localhost",
  ":8080",
  "user:pass@",
  "/",
  "//",
  "administrator",
  "wp-admin",
  "index.php",
  "?option=com_akeeba&view=json",
  "&format=raw",
  "#",
  "%2e%2e",
  "..",
  "\\",
  "[::1]",
  "xn--",
  "é",
  " ",
  "\t",
];
const endpoint = fc.constantFrom(
  ...endpointsFor({ products, site: "https://www.example.com/shop/" }).map(({ url }) => url),
);
const typed = fc.oneof(fc.string(), fc.webUrl(), pieces(WORDS), endpoint, mutated(endpoint));

const SECRET = "correct-horse-battery";
const STATUS = fc.constantFrom(200, 301, 302, 303, 307, 308, 401, 403, 404, 500);
const LOCATION = fc.oneof(
  fc.constantFrom(
    "https://www.example.com/",
    "https://example.com/x",
    "http://example.com/",
    "https://example.com.evil.example/",
    "https://evil.example/",
    "//evil.example/",
    "/else",
    "?x=1",
    "https://user:pw@example.com/",
    "https://example.com:444/",
    "javascript:alert(1)",
    "",
  ),
  fc.webUrl(),
  pieces(WORDS),
);

export const addresses: Target = {
  name: "addresses",
  properties: [
    holds("what is typed is the address of a site, or refused", typed, (text) => {
      const found = unlessRefused(() => parseSite(text, products));
      if (found === undefined) return;
      assert(found.roots.length > 0);
      for (const root of found.roots) {
        const url = new URL(root);
        assert(/^https?:$/.test(url.protocol) && root.endsWith("/"), root);
        assertEquals([url.username, url.password, url.search, url.hash], ["", "", "", ""]);
      }
    }, { runs: 400 }),
    holds("the root of a site is its own root", typed, (text) => {
      let given = unlessRefused(() => parseSite(text, products));
      while (given !== undefined) {
        const { roots: [root = ""], pasted } = given;
        const again = parseSite(root, products);
        if (pasted === undefined) return assertEquals(again.roots[0], root);
        // What an endpoint stands in may be an endpoint, too: a product in a folder that another one
        // has inside itself. Each time less is left.
        if (again.roots[0] === root) return;
        assert((again.roots[0] ?? "").length < root.length);
        given = again;
      }
    }, {
      runs: 400,
      found: [
        "https://a.example/wp-content/x/app/index.php?option=com_akeeba&view=json&format=raw",
        "a.example/api/index.php/v2/b/api/index.php/v2/akeebabackup/api/index.php/v2/akeebabackup",
        "a.example/v3/akeebabackup/{method}b/api/index.php/v3/akeebabackup/{method}",
      ],
    }),
    holds("no password of an address is in what is printed", fc.webUrl(), (text) => {
      const url = new URL(text);
      [url.username, url.password] = ["somebody", SECRET];
      const { display, roots, pasted = "", basicAuth } = parseSite(url.href, products);
      assertEquals(basicAuth, { username: "somebody", password: SECRET });
      assert(![display, ...roots, pasted].some((each) => each.includes(SECRET)));
    }),
    holds(
      "however the servers redirect, the credential goes to the site alone, and the search ends",
      fc.array(fc.record({ status: STATUS, location: LOCATION }), { minLength: 1, maxLength: 8 }),
      async (answers) => {
        let asked = 0;
        const transport = (request: Request) => {
          const host = new URL(request.url).hostname;
          const everything = JSON.stringify([...request.headers]) + request.url;
          assert(isSameFamily("www.example.com", host), `${host} was asked`);
          if (everything.includes(SECRET)) assert(request.url.startsWith("https:"), request.url);
          const { status = 404, location = "" } = answers[asked++ % answers.length] ?? {};
          const headers = new Headers();
          try {
            headers.set("location", location);
          } catch {
            // No server can send it.
          }
          return Promise.resolve(new Response(null, { status, headers }));
        };
        const sleep = () => Promise.resolve();
        const options = { secret: SECRET, transport, sleep, onNotice: () => {} };
        await unlessRefusedLater(() => detect("https://www.example.com/", options));
        assert(asked < 500, `${asked} requests`);
      },
      { runs: 60 },
    ),
    holds(
      "a folder of FTP or SFTP is read or refused, without its password",
      fc.oneof(pieces(["sftp://", "ftp://", "ftps://", ...WORDS]), fc.string()),
      (text) => {
        const place = unlessRefused(() => parseRemoteUrl(text));
        if (place !== undefined) assert(["ftp", "ftps", "ftpes", "sftp"].includes(place.scheme));
      },
    ),
    holds(
      "the catalogue has addresses below the site, or refuses",
      fc.record({ site: typed, folder: fc.string() }),
      ({ site, folder }) => {
        const all: readonly Product[] = products;
        const parameters = { folder };
        const found = unlessRefused(() => endpointsFor({ products: all, site, parameters }));
        const [root = ""] = unlessRefused(() => parseSite(site, all))?.roots ?? [];
        for (const { url } of found ?? []) assert(url.startsWith(root), `${url} below ${root}`);
      },
    ),
  ],
};
