/** Pages and headers that are not the API's. */
import type { SimulatedLanguage } from "../setup/options.ts";
import type { Settings } from "../setup/settings.ts";

const TYPE = "text/html; charset=UTF-8";

/** An HTML document with a status. */
export function page(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body, { status, headers: { "content-type": TYPE, ...headers } });
}

function joomlaPage(title: string, content: string, { root }: Settings): string {
  const below = root.replace(/\/$/, "").replaceAll("/", "\\/");
  return `<!DOCTYPE html>
<html lang="en-gb" dir="ltr">
<head>
	<meta charset="utf-8">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<meta name="generator" content="Joomla! - Open Source Content Management">
	<title>${title}</title>
	<style>body { margin: 0 } .site { width: 100% }</style>
	<script type="application/json">{"csrf.token":"0123","system.paths":{"root":"${below}"}}</script>
	<script src="${root}media/system/js/core.min.js" defer></script>
</head>
<body class="site">
	<main>${content}</main>
	<footer>
		<div>&copy; A simulated site</div>
	</footer>
</body>
</html>
`;
}

function wordpressPage(title: string, { root, core, content, pluginFiles }: Settings): string {
  const plugins = pluginFiles.map((file) =>
    `<link rel='stylesheet' href='${root}${content}/plugins/${file}' />\n`
  );
  return `<!DOCTYPE html>
<html lang="en-US">
<head>
	<meta charset="UTF-8" />
	<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name='robots' content='max-image-preview:large' />
<title>${title}</title>
<link rel='stylesheet' href='${root}${content}/themes/twentytwentyfive/style.css' />
${plugins.join("")}<script src="${root}${core}wp-includes/js/jquery/jquery.min.js"></script>
<script>var settings = ${slashed(`${root}${core}wp-admin/admin-ajax.php`)};</script>
</head>
<body class="home blog"><p>${title}</p></body>
</html>
`;
}

/** JSON as PHP writes it. */
function slashed(ajax: string): string {
  return JSON.stringify({ ajax }).replaceAll("/", "\\/");
}

function soloPage(title: string, content: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
	<meta charset="utf-8" />
	<title>${title} - Akeeba Solo</title>
	<script>akeeba = {"System":{}};</script>
</head>
<body><div class="akeeba-panel">${content}</div></body>
</html>
`;
}

/** The page at the root of the site. */
export function homePage(settings: Settings): Response {
  switch (settings.product) {
    case "joomla":
      return page(200, joomlaPage("Home", "Welcome", settings));
    case "wordpress":
      return page(200, wordpressPage("A simulated site", settings));
    case "solo":
      return page(200, soloPage("Log in", "<form method='post'>Username, password</form>"));
  }
}

/** A page that says that something is not there, in the product's own looks. */
export function notFound(settings: Settings): Response {
  switch (settings.product) {
    case "joomla":
      return page(404, joomlaPage("Error: 404", "404 Component not found.", settings), {
        "content-type": "text/html; charset=utf-8",
      });
    case "wordpress":
      return page(404, wordpressPage("Page not found", settings));
    case "solo":
      return webServerNotFound();
  }
}

/** What the web server itself says about a file that is not there. */
export function webServerNotFound(): Response {
  return page(404, "<!doctype html><html><head><title>404 Not Found</title></head></html>");
}

/** The page after an error of the language itself. */
export function crashPage(settings: Settings, isJoomla4: boolean): Response {
  const { product } = settings;
  if (product === "wordpress") {
    return page(
      500,
      "<p>There has been a critical error on this website.</p><p><a href=" +
        '"https://wordpress.org/documentation/article/faq-troubleshooting/">Learn more about ' +
        "troubleshooting WordPress.</a></p>",
    );
  }
  if (product === "solo") return page(500, "");
  const type = { "content-type": "text/html; charset=utf-8" };
  return isJoomla4 ? page(500, STOPPED, type) : page(
    500,
    joomlaPage("Error: 0 Undefined constant", "An error has occurred.", settings),
    type,
  );
}

const STOPPED = `
			<div class="card">
			<h1 class="card-header bg-danger text-white">The application has stopped responding</h1>
			<div class="card-body">
				<p>
					Please contact the administrator of the site to report this error.
				</p>
			</div>
			</div>
`;

/** An answer of the API in the middle of a whole page, as 7.5 and 8.0 give it for `format=html`. */
export function buried(json: string, settings: Settings): string {
  return joomlaPage("Home", json, settings);
}

/** A feed without items: what 7.5 and 8.0 make of `format=feed`. */
export const EMPTY_FEED = `<?xml version="1.0" encoding="utf-8"?>
<!-- generator="Joomla! - Open Source Content Management" -->
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
	<channel>
		<title>A simulated site</title>
	</channel>
</rss>
`;

/** What WordPress says when it cannot work, in the language of the site. */
const CANNOT_WORK: Readonly<
  Record<SimulatedLanguage, { readonly maintenance: string; readonly database: string }>
> = {
  en: {
    maintenance: "Briefly unavailable for scheduled maintenance. Check back in a minute.",
    database: "Error establishing a database connection",
  },
  de: {
    maintenance: "Wegen Wartungsarbeiten ist diese Website kurzzeitig nicht verfügbar. Schau in " +
      "einer Minute noch einmal vorbei.",
    database: "Fehler beim Aufbau einer Datenbankverbindung",
  },
  fr: {
    maintenance: "Brièvement indisponible pour cause de maintenance. Veuillez revenir plus tard.",
    database: "Erreur lors de la connexion à la base de données",
  },
  ja: {
    maintenance: "現在メンテナンス中のため、しばらくの間ご利用いただけません。",
    database: "データベース接続確立エラー",
  },
};

/** What a site says while it is updated. */
export function maintenancePage({ product, language }: Settings): Response {
  const text = product === "wordpress"
    ? CANNOT_WORK[language].maintenance
    : "This site is down for maintenance. Please check back again soon.";
  return page(503, text, { "retry-after": "600" });
}

/** What a site says whose database does not answer. */
export function databasePage(settings: Settings, path = ""): Response {
  const { product, language } = settings;
  const text = "Could not connect to database: Connection refused";
  if (product === "solo") return page(500, soloPage("Error", text));
  if (product === "joomla" && path.startsWith("api/")) {
    return page(500, "Access denied for user 'site'@'localhost' (using password: YES)");
  }
  if (product === "joomla") return page(500, joomlaPage("Error: 500", text, settings));
  const more = language === "en"
    ? "<p>This either means that the username and password information in your " +
      "<code>wp-config.php</code> file is incorrect or that contact with the database server could " +
      "not be established.</p>"
    : "<p><code>wp-config.php</code></p>";
  return page(200, `<h1>${CANNOT_WORK[language].database}</h1>\n${more}`);
}
