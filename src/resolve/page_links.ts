/** The addresses that a page of HTML mentions. */

/** How many addresses of a page are looked at. */
const MOST_LINKS = 2000;

/**
 * First what attributes and a `<meta>` refresh name, also relative; then what scripts and style
 * sheets quote, which is absolute or begins at the root of the host.
 */
const LINK =
  /\b(?:href|src|action|url)\s{0,5}=\s{0,5}["']?([^"'\s<>]{1,500})|["'(]((?:https?:\/)?\/[^"'()\s<>]{1,500})/gi;
const BASE = /<base\b[^>]{0,200}\bhref\s{0,5}=\s{0,5}["']?([^"'\s<>]{1,500})/i;

/**
 * The paths on the page's own host that a page mentions, in the order of the text, each as often as
 * it occurs. Links to other hosts, and what is no web address, are left out.
 *
 * @param html the page, or its beginning
 * @param url where the page is
 */
export function pathsIn(html: string, url: string): string[] {
  // JSON of PHP has its slashes escaped.
  const text = html.replaceAll("\\/", "/");
  const [, href = ""] = BASE.exec(text) ?? [];
  const base = URL.canParse(href, url) ? new URL(href, url).href : url;
  const host = hostOf(url);
  return linksIn(text).flatMap((address) => {
    if (!URL.canParse(address, base)) return [];
    const { pathname, protocol, href } = new URL(address, base);
    return /^https?:$/.test(protocol) && hostOf(href) === host ? [pathname] : [];
  });
}

function linksIn(text: string): string[] {
  const found: string[] = [];
  for (const [, named, quoted] of text.matchAll(LINK)) {
    if (found.push(named ?? quoted ?? "") >= MOST_LINKS) break;
  }
  return found;
}

/** Pages are seen with and without `www.`, and speak of themselves in either way. */
function hostOf(url: string): string {
  return new URL(url).host.replace(/^www\./, "");
}
