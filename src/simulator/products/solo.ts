/** Where Akeeba Solo answers what. */
import { isAtLeast } from "../setup/behaviour.ts";
import { field, type Incoming } from "../wire/incoming.ts";
import { homePage, page, webServerNotFound } from "../site/pages.ts";
import type { Server } from "../api/server.ts";
import { answerLegacyCall } from "../api/v1.ts";
import { answerCall } from "../api/v2.ts";

const CLOSED = "APIv1 has been deprecated in Akeeba Solo since version 7.0.0 released in January " +
  "2020 and has been removed since version 8.1.1 released in November 2023. Please update the " +
  "software you are using to connect to this site and/or your connection URL.";

/** Headers of version 2's answers. */
export const STANDALONE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "application/json; charset=utf-8",
  "content-disposition": 'attachment; filename="joomla.json"',
};

/** Answers a request to Akeeba Solo. */
export async function solo(incoming: Incoming, server: Server): Promise<Response> {
  const path = incoming.path ?? "";
  const isRemote = path === "remote.php" && isAtLeast(server.settings.version, "2.4.1");
  if (path !== "" && path !== "index.php" && !isRemote) return webServerNotFound();
  const { behaviour, settings } = server;
  const view = field(incoming, "view");
  const noController = controllerNotFound(view, server);
  if (noController !== undefined) return noController;
  switch (view) {
    case "json":
      return await answerLegacyCall(
        incoming,
        server,
        behaviour.hasLegacyApi ? {} : { closed: CLOSED },
      );
    case "api":
      if (!behaviour.hasApi2 || (isRemote && behaviour.era === "dual")) break;
      return await answerCall(incoming, server, {
        api: 2,
        headers: STANDALONE_HEADERS,
        accepts: ["secret"],
      });
  }
  return isRemote ? webServerNotFound() : homePage(settings);
}

/** What Core editions without the API say of it, as a page with HTTP 200. */
export function controllerNotFound(
  view: string,
  { settings, behaviour }: Server,
): Response | undefined {
  const hasApi = settings.edition !== "core" || behaviour.coreHasApi;
  if (hasApi || !["api", "json"].includes(view)) return undefined;
  return page(200, `Controller not found (app : controller) = Solo : ${view}`);
}
