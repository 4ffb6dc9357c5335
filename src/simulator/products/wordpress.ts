/** Where a WordPress site answers what. */
import { isAtLeast } from "../setup/behaviour.ts";
import { field, type Incoming } from "../wire/incoming.ts";
import { crashPage, homePage, notFound, page } from "../site/pages.ts";
import { refusal } from "../wire/reply.ts";
import type { Server } from "../api/server.ts";
import { controllerNotFound, STANDALONE_HEADERS } from "./solo.ts";
import { answerLegacyCall } from "../api/v1.ts";
import { answerCall, type Dialect, respond } from "../api/v2.ts";

const MOVED = "The endpoint for Akeeba Backup for WordPress has changed from " +
  "wp-content/plugins/akeebabackupwp/app/index.php to " +
  "wp-admin/admin-ajax.php?action=akeebabackup_api since version 7.7.0 released in August 2022. " +
  "The old endpoint has been disabled since Akeeba Backup 8.1.1, released in November 2023.";
const CLOSED = "APIv1 has been deprecated in Akeeba Solo since version 7.0.0 released in January " +
  "2020 and has been removed since version 8.1.1 released in November 2023.";

const AJAX_HEADERS = {
  "content-type": "application/json; charset=UTF-8",
  "x-robots-tag": "noindex",
  "x-content-type-options": "nosniff",
  "x-frame-options": "SAMEORIGIN",
  "referrer-policy": "strict-origin-when-cross-origin",
  "expires": "Wed, 11 Jan 1984 05:00:00 GMT",
  "cache-control": "no-cache, must-revalidate, max-age=0, no-store, private",
};

/** Answers a request to a WordPress site. */
export async function wordpress(incoming: Incoming, server: Server): Promise<Response> {
  const { settings } = server;
  const path = incoming.path ?? "";
  const { core } = settings;
  const plugin = `${settings.content}/plugins/${settings.folder}/`;
  if (path === `${core}wp-admin/admin-ajax.php`) return await ajax(incoming, server);
  if (path.startsWith(`${plugin}app/`)) {
    return await application(incoming, server, path.slice(`${plugin}app/`.length));
  }
  if (path === plugin || path === `${plugin}index.php` || path === `${plugin}akeebabackupwp.php`) {
    return page(200, "");
  }
  if (path === `${core}wp-admin/`) {
    const target = new URL(`${core}wp-login.php`, new URL(settings.root, incoming.url));
    return page(302, "", { location: target.href });
  }
  if (path === "index.php" && incoming.verb === "GET") {
    const target = new URL(settings.root + incoming.url.search, incoming.url);
    return page(301, "", { location: target.href });
  }
  return path === "" || path === "index.php" ? homePage(settings) : notFound(settings);
}

async function ajax(incoming: Incoming, server: Server): Promise<Response> {
  const { settings, behaviour } = server;
  const action = field(incoming, "action");
  // Observed: 9.1.1, deactivated. What is in the plugin's folder answers as ever.
  const known = settings.active && isAtLeast(settings.version, "7.7.1");
  if (known && action === "akeebabackup_api") {
    if (incoming.verb === "OPTIONS") return page(403, "");
    // Before 8 the other parameters still count.
    if (behaviour.era === "dual" && field(incoming, "view") !== "api") return page(400, "0");
    return await answerCall(incoming, server, {
      api: 2,
      headers: AJAX_HEADERS,
      accepts: ["secret"],
    });
  }
  if (known && action === "akeebabackup_check") return crashPage(settings, false);
  if (known && action === "akeebabackup_legacy") {
    return page(200, "403 Operation not permitted", { "content-type": "text/plain" });
  }
  return page(400, "0");
}

const PLAIN: Dialect = { api: 2, headers: STANDALONE_HEADERS, accepts: ["secret"] };

/** The application in the plugin's folder, which runs without WordPress. */
async function application(incoming: Incoming, server: Server, file: string): Promise<Response> {
  const { settings, behaviour } = server;
  const isRemote = file === "remote.php" && isAtLeast(settings.version, "2.4.1");
  if (file !== "" && file !== "index.php" && !isRemote) return notFound(settings);
  const closed = behaviour.era === "standalone-8";
  const noController = controllerNotFound(field(incoming, "view"), server);
  if (noController !== undefined && !closed) return noController;
  switch (field(incoming, "view")) {
    case "json":
      return await answerLegacyCall(
        incoming,
        server,
        closed ? { closed: isRemote ? CLOSED : MOVED, unreadable: settings.encryptedSecret } : {},
      );
    case "api":
      if (closed && !isRemote) return respond(refusal(600, MOVED), server, PLAIN);
      if (closed && settings.encryptedSecret) {
        return respond(refusal(503, "Access denied"), server, PLAIN);
      }
      if (!behaviour.hasApi2) return page(behaviour.era === "level-330" ? 500 : 403, "");
      if (isRemote && !closed) break;
      return await answerCall(incoming, server, PLAIN);
  }
  return page(behaviour.era === "level-330" ? 403 : 200, "");
}
