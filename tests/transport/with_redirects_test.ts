import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { SitehaulError } from "../../src/base/errors.ts";
import { setTraits, traitsOf } from "../../src/transport/traits.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { withRedirects } from "../../src/transport/with_redirects.ts";
import { serveHttp } from "./servers.ts";

/** What arrived somewhere. */
interface Arrival {
  readonly method: string;
  readonly url: string;
  readonly secret: string | null;
  readonly contentType: string | null;
  readonly body: string;
}

/** Answers in memory with a redirect wherever the map has a target. */
function web(targets: Record<string, string>, status = 302) {
  const arrived: Arrival[] = [];
  const inner: Transport = async (request) => {
    arrived.push(await arrival(request));
    const location = targets[request.url];
    return location === undefined
      ? new Response("here")
      : new Response("moved", { status, headers: { location } });
  };
  return { arrived, send: withRedirects(inner) };
}

async function arrival(request: Request): Promise<Arrival> {
  return {
    method: request.method,
    url: request.url,
    secret: request.headers.get("x-akeeba-auth"),
    contentType: request.headers.get("content-type"),
    body: await request.text(),
  };
}

function post(url: string): Request {
  return new Request(url, {
    method: "POST",
    headers: { "x-akeeba-auth": "s3cret" },
    body: new URLSearchParams({ method: "getVersion" }),
  });
}

const FORM = "application/x-www-form-urlencoded;charset=UTF-8";

Deno.test.each([301, 302, 307, 308])("HTTP %i re-sends a POST as it was", async (status) => {
  const { send, arrived } = web({ "http://example.com/a": "/b?x=1#there" }, status);
  const response = await send(post("http://example.com/a"));
  assertEquals(await response.text(), "here");
  assertEquals(arrived[1], {
    method: "POST",
    url: "http://example.com/b?x=1",
    secret: "s3cret",
    contentType: FORM,
    body: "method=getVersion",
  });
});

Deno.test("HTTP 303 becomes a GET without a body, and stays one", async () => {
  const { send, arrived } = web(
    { "http://example.com/a": "/b", "http://example.com/b": "/c" },
    303,
  );
  await send(post("http://example.com/a"));
  assertEquals(
    arrived.slice(1).map(({ method, contentType, body }) => [method, contentType, body]),
    [["GET", null, ""], ["GET", null, ""]],
  );
});

Deno.test("over real HTTP the form arrives whole at the second address, with its length", async () => {
  const arrived: (string | null)[] = [];
  await using server = await serveHttp(async (request) => {
    if (new URL(request.url).pathname === "/") {
      return Response.redirect(`${server.url}moved/?option=x`, 301);
    }
    arrived.push(request.method, request.headers.get("content-length"), await request.text());
    return new Response("here");
  });
  const response = await withRedirects(fetch)(post(server.url));
  assertEquals([await response.text(), response.url], ["here", `${server.url}moved/?option=x`]);
  assertEquals(arrived, ["POST", "17", "method=getVersion"]);
});

Deno.test("the response names the last address, also when it was made in memory", async () => {
  const { send } = web({ "http://example.com/": "https://www.example.com/x/" });
  assertEquals((await send(post("http://example.com/"))).url, "https://www.example.com/x/");
});

Deno.test("the traits of the request go along", async () => {
  const traits: unknown[] = [];
  const inner: Transport = (request) => {
    traits.push(traitsOf(request));
    const headers = { location: "/b" };
    return Promise.resolve(new Response(null, traits.length > 1 ? {} : { status: 302, headers }));
  };
  const request = setTraits(new Request("http://example.com/"), { answerMs: 7, repeatable: true });
  await withRedirects(inner)(request);
  assertEquals(traits, Array(2).fill({ answerMs: 7, repeatable: true }));
});

Deno.test.each([
  ["http://example.com/", "https://example.com/"],
  ["http://example.com/", "https://www.example.com/"],
  ["https://www.example.com/", "https://example.com/"],
  ["https://example.com/", "https://joomla.example.com/"],
  ["https://joomla.example.com/", "https://example.com/"],
  ["http://example.com:8080/", "http://www.example.com:8080/"],
  ["https://shop.example.co.uk/", "https://example.co.uk/"],
])("%s to %s is followed", async (from, to) => {
  const { send, arrived } = web({ [from]: to });
  await send(post(from));
  assertEquals(arrived[1]?.url, to);
});

Deno.test.each([
  ["https://example.com/", "https://example.org/"],
  ["https://example.com/", "//evil.example/"],
  ["https://example.com/", "http://example.com/"],
  ["https://example.com:8443/", "http://example.com:8443/"],
  ["https://a.example.com/", "https://b.example.com/"],
  ["https://a.co.uk/", "https://b.co.uk/"],
  ["https://a.co.uk/", "https://co.uk/"],
  ["https://example.com/", "https://example.com:8443/"],
  ["http://example.com/", "http://example.com:8080/"],
  ["http://example.com:8080/", "https://example.com/"],
  ["http://127.0.0.1/", "http://localhost/"],
  ["https://example.com/", "https://me:pw@example.com/"],
  ["https://example.com/", "ftp://example.com/"],
  ["https://example.com/", "javascript:alert(1)"],
  ["https://example.com/", "https://example.com.evil.net/"],
])("%s to %s is refused before anything is sent there", async (from, to) => {
  const { send, arrived } = web({ [from]: to });
  const error = await assertRejects(() => send(post(from)), SitehaulError);
  assertEquals([error.code, error.exit, arrived.length], ["redirect/unsafe", 46, 1]);
  assertEquals(/s3cret|pw/.test(`${error.message} ${error.hint}`), false);
});

Deno.test("a refusal names both origins and the address to use instead", async () => {
  const { send } = web({ "https://example.com/": "https://other.example/x?token=abc" });
  const error = await assertRejects(() => send(post("https://example.com/")), SitehaulError);
  assertEquals(
    error.message,
    "Refused the redirect from https://example.com to https://other.example, which is another site",
  );
  assertMatch(error.hint ?? "", /use https:\/\/other\.example as the address/);
});

Deno.test("a chain cannot lead from one sub-domain over the parent to another one", async () => {
  const { send, arrived } = web({
    "https://a.example.com/": "https://example.com/",
    "https://example.com/": "https://b.example.com/",
  });
  const error = await assertRejects(() => send(post("https://a.example.com/")), SitehaulError);
  assertEquals([error.code, arrived.length], ["redirect/unsafe", 2]);
});

Deno.test("credentials never arrive at another host, over real sockets", async () => {
  const stolen: Arrival[] = [];
  await using thief = await serveHttp(async (request) => {
    stolen.push(await arrival(request));
    return new Response("thanks");
  });
  await using site = await serveHttp(({ url }) => {
    const host = new URL(url).pathname === "/port" ? "127.0.0.1" : "localhost";
    return Response.redirect(`http://${host}:${thief.port}/`, 307);
  });
  const send = withRedirects(fetch);
  for (const path of ["port", "host"]) {
    const error = await assertRejects(() => send(post(`${site.url}${path}`)), SitehaulError);
    assertEquals(error.code, "redirect/unsafe");
  }
  assertEquals(stolen, []);
});

Deno.test("an address that comes up again is redirect/loop at once", async () => {
  const { send, arrived } = web({ "http://example.com/a": "/b", "http://example.com/b": "/a" });
  const error = await assertRejects(() => send(post("http://example.com/a")), SitehaulError);
  assertEquals([error.code, error.exit, arrived.length], ["redirect/loop", 46, 2]);
});

Deno.test("five hops are followed, a sixth is redirect/loop", async () => {
  const chain = (hops: number) =>
    Object.fromEntries(
      Array.from({ length: hops }, (_, n) => [`http://example.com/${n}`, `/${n + 1}`]),
    );
  const five = web(chain(5));
  assertEquals((await five.send(post("http://example.com/0"))).url, "http://example.com/5");
  const six = web(chain(6));
  const error = await assertRejects(() => six.send(post("http://example.com/0")), SitehaulError);
  assertEquals([error.code, six.arrived.length], ["redirect/loop", 6]);
});

Deno.test.each([
  { name: "no Location", response: () => new Response("x", { status: 302 }) },
  {
    name: "a Location that is no address",
    response: () => new Response("x", { status: 301, headers: { location: "http://[" } }),
  },
  {
    name: "HTTP 300",
    response: () => new Response("x", { status: 300, headers: { location: "/b" } }),
  },
  { name: "HTTP 200", response: () => new Response("x", { headers: { location: "/b" } }) },
])("a response with $name is given as it is", async ({ response }) => {
  const given = await withRedirects(() => Promise.resolve(response()))(post("http://example.com/"));
  assertEquals(await given.text(), "x");
});

Deno.test("the body of a redirect is left, however long it is", async () => {
  const left = Promise.withResolvers<void>();
  const endless = () => new ReadableStream({ cancel: () => left.resolve() });
  const answers = [
    new Response(endless(), { status: 302, headers: { location: "/b" } }),
    new Response("here"),
  ];
  const send = withRedirects(() => Promise.resolve(answers.shift() ?? new Response()));
  assertEquals(await (await send(post("http://example.com/"))).text(), "here");
  await left.promise;
});
