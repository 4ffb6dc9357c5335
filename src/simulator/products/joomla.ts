/** Where a Joomla site answers what. */
import { field, type Incoming } from "../wire/incoming.ts";
import {
  buried,
  crashPage,
  EMPTY_FEED,
  homePage,
  notFound,
  page,
  webServerNotFound,
} from "../site/pages.ts";
import { textOf } from "../wire/parameters.ts";
import type { Server } from "../api/server.ts";
import { answerLegacyCall } from "../api/v1.ts";
import { answerCall, type Dialect } from "../api/v2.ts";

/** A session cookie, as the site application sets one each time: 32 hexadecimal digits. */
const COOKIE = "5f2b6a0e9c8d4e1fa37b60c2d9e8f714=0123456789abcdef0123456789; path=/; HttpOnly";

/** Answers a request to a Joomla site. */
export async function joomla(incoming: Incoming, server: Server): Promise<Response> {
  const path = incoming.path ?? "";
  const modern = server.behaviour.era.startsWith("joomla-9");
  if (modern && path === "api") {
    return page(301, "", { location: `${server.settings.root}api/` });
  }
  if (modern && path.startsWith("api/")) return await api(incoming, server);
  if (path === "administrator/index.php" || path === "administrator/") {
    return page(403, "<!DOCTYPE html><title>Administration</title><form>Log in</form>");
  }
  const pretty = /^(?:index\.php\/)?component\/akeebabackup(?:\/api)?\/?$/.test(path);
  if (path !== "" && path !== "index.php" && !pretty) {
    return path.endsWith(".php") ? webServerNotFound() : notFound(server.settings);
  }
  const response = await siteApplication(incoming, server, pretty);
  response.headers.append("set-cookie", COOKIE);
  return response;
}

async function siteApplication(
  incoming: Incoming,
  server: Server,
  pretty: boolean,
): Promise<Response> {
  const { behaviour, settings } = server;
  const modern = behaviour.era.startsWith("joomla-9");
  const option = pretty ? "com_akeebabackup" : field(incoming, "option");
  const view = field(incoming, "view") || (incoming.path?.endsWith("/api") ? "api" : "");
  if (option === "") return homePage(settings);
  if (option !== (modern ? "com_akeebabackup" : "com_akeeba")) return noComponent(incoming, server);
  if (modern) return await newComponent(incoming, server, view);
  const isRaw = field(incoming, "format") !== "component";
  if (view === "json" && settings.onlyComponent && isRaw) return homePage(settings);
  if (view === "json" && behaviour.hasLegacyApi) return await answerLegacyCall(incoming, server);
  if (view.toLowerCase() === "api" && behaviour.hasApi2) {
    return await oldComponent(incoming, server, view);
  }
  if (view.toLowerCase() === "api" && behaviour.crashesOnApi2) return crashPage(settings, false);
  return view === "" || view === "backup" || view === "check"
    ? page(200, "403 Operation not permitted")
    : notFound(settings);
}

function noComponent(incoming: Incoming, { settings, behaviour }: Server): Response {
  if (field(incoming, "format") !== "json" || !behaviour.era.startsWith("joomla-9")) {
    return notFound(settings);
  }
  return new Response('{"error":true,"code":404,"message":"Component not found."}', {
    status: 404,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": 'attachment; filename="joomla.json"',
    },
  });
}

/** Akeeba Backup 9 and later. */
async function newComponent(incoming: Incoming, server: Server, view: string): Promise<Response> {
  const { settings, behaviour } = server;
  const is9 = behaviour.era === "joomla-9";
  const format = field(incoming, "format");
  if (view === "api" || view === "Api") {
    return await answerCall(incoming, server, {
      api: 2,
      headers: newHeaders(format, is9),
      accepts: ["secret"],
    });
  }
  if (view === "json" && settings.version.startsWith("9.")) {
    const crash = crashPage(settings, true);
    if (format === "json") {
      crash.headers.set("content-type", "application/json; charset=utf-8");
      crash.headers.set("content-disposition", 'attachment; filename="joomla.json"');
    }
    return crash;
  }
  return view === "" || view === "backup" || view === "check"
    ? page(200, "403 Operation not permitted")
    : notFound(settings);
}

function newHeaders(format: string, is9: boolean): Record<string, string> {
  const type = { "content-type": "application/json; charset=utf-8" };
  const attachment = (name: string) => ({
    ...type,
    "content-disposition": `attachment; filename="${name}"`,
  });
  if (format !== "json") return attachment("joomla.json");
  return is9 ? attachment("akeeba.json") : type;
}

/** Akeeba Backup 7.5 to 8: what the answer is packed in depends on `format` and `view`. */
async function oldComponent(incoming: Incoming, server: Server, view: string): Promise<Response> {
  const format = field(incoming, "format") || "html";
  const html = { "content-type": "text/html; charset=utf-8" };
  const dialects: Readonly<Record<string, Pick<Dialect, "headers" | "wrap">>> = {
    json: {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": 'attachment; filename="joomla.json"',
      },
    },
    xml: { headers: { "content-type": "application/xml; charset=utf-8" } },
    html: { headers: html, wrap: (text) => buried(text, server.settings) },
    feed: {
      headers: { "content-type": "application/rss+xml; charset=utf-8" },
      wrap: () => EMPTY_FEED,
    },
  };
  const dialect = dialects[format] ?? { headers: html };
  const junk = view === "api"
    ? dialect
    : { headers: html, wrap: (text: string) => `${text}NULL\n` };
  return await answerCall(incoming, server, { api: 2, accepts: ["secret"], ...junk });
}

/** The application below `/api`. */
async function api(incoming: Incoming, server: Server): Promise<Response> {
  const { behaviour, settings } = server;
  const path = incoming.path ?? "";
  const direct = /^api\/index\.php\/(.*)$/.exec(path)?.[1];
  const route = direct ?? (settings.rewriting ? path.slice("api/".length) : undefined);
  if (route === undefined) return notFound(settings);
  if (settings.apiCrash !== undefined) {
    return page(500, settings.apiCrash, { "content-type": "text/html; charset=utf-8" });
  }
  const v2 = /^v2\/akeebabackup(?:\/index\.php)?$/.test(route);
  const v3 = /^v3\/akeebabackup\/([A-Za-z]+)$/.exec(route);
  const hasRoutes = behaviour.era !== "joomla-9" && settings.webServices;
  if (!hasRoutes || (!v2 && v3 === null)) return unrouted(incoming);
  if (!takesJson(incoming) || !["GET", "POST", "OPTIONS"].includes(incoming.verb)) {
    return notAcceptable();
  }
  if (incoming.verb === "OPTIONS") return page(500, "OPTIONS is not a valid HTTP method.");
  return await answerCall(
    incoming,
    server,
    v2 ? v2Dialect(incoming) : v3Dialect(incoming, server, v3?.[1] ?? ""),
  );
}

const API_HEADERS = {
  "content-type": "application/json; charset=utf-8",
  "x-powered-by": "JoomlaAPI/1.0",
};

function v2Dialect(incoming: Incoming): Dialect {
  const method = textOf(incoming.form, "method") || textOf(incoming.query, "method");
  return { api: 2, headers: API_HEADERS, accepts: ["secret", "token"], method };
}

/**
 * A POST loses the method of the path; the one in the body or the query counts, and then the rules
 * of version 2 (observed: 10.2.1).
 */
function v3Dialect(incoming: Incoming, { behaviour }: Server, method: string): Dialect {
  if (incoming.verb === "POST") {
    const insists = textOf(incoming.query, "_apiVersion") === "3";
    return { ...v2Dialect(incoming), api: 3, accepts: insists ? ["token"] : ["secret", "token"] };
  }
  return {
    api: 3,
    headers: API_HEADERS,
    accepts: behaviour.enforcesRights ? ["token", "secret"] : ["token"],
    method,
  };
}

function takesJson({ headers }: Incoming): boolean {
  const accept = headers.get("accept");
  return accept === null || /application\/json|\*\/\*/.test(accept);
}

function notAcceptable(): Response {
  return page(406, "Could not match accept header", {
    "content-type": "text/html; charset=utf-8",
  });
}

/** Routes that nobody has registered: by the `Accept` header, another refusal. */
function unrouted({ headers }: Incoming): Response {
  const accept = headers.get("accept") ?? "";
  if (!accept.includes("*/*") && !accept.includes("vnd.api+json")) return notAcceptable();
  return new Response('{"errors":[{"title":"Resource not found","code":404}]}', {
    status: 404,
    headers: {
      "content-type": "application/vnd.api+json; charset=utf-8",
      "x-powered-by": "JoomlaAPI/1.0",
    },
  });
}
