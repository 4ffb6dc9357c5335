import { assertEquals } from "@std/assert";
import { products } from "../../plugins/mod.ts";
import { versionsOf } from "../../src/product/product.ts";
import { recognise } from "../../src/resolve/recognise.ts";

const HOST = "https://example.com";
const V2 = "option=com_akeebabackup&view=api&format=raw";

function urlOf(pasted: string): string | undefined {
  return recognise(HOST + pasted, products)?.endpoint.url.slice(HOST.length);
}

function rowsOf(pasted: string): string[] {
  return recognise(HOST + pasted, products)?.matches
    .map(({ product, release }) => `${product} ${versionsOf(release)}`) ?? [];
}

Deno.test("recognise() uses a pasted endpoint exactly, extra parameters and their order included", () => {
  for (
    const pasted of [
      `/index.php?format=raw&lang=de&view=api&option=com_akeebabackup`,
      `/index.php?${V2}&cache=a%20b+c&empty=&flag`,
      `/wp-admin/admin-ajax.php?x=1&action=akeebabackup_api`,
      `/a/b/wp-content/plugins/renamed-folder/app/index.php?option=com_akeeba&view=api&format=raw`,
    ]
  ) assertEquals(urlOf(pasted), pasted);
});

Deno.test("recognise() takes off what belongs to one call, and credentials", () => {
  const call = "method=stepBackup&_akeebaAuth=s3cret&json=%7B%7D&backupid=x&backup_id=1&part_id=2";
  assertEquals(urlOf(`/index.php?${call}&${V2}&segment=1`), `/index.php?${V2}`);
  assertEquals(urlOf(`/remote.php?view=api&%6Dethod=getVersion`), "/remote.php?view=api");
  const found = recognise(`https://me:s3cret@example.com/index.php?${V2}#top`, products);
  assertEquals(found?.endpoint.url, `${HOST}/index.php?${V2}`);
});

Deno.test("recognise() finds the site's root, in sub-directories and behind doubled slashes, too", () => {
  assertEquals(recognise(`${HOST}/shop/index.php?${V2}`, products)?.root, `${HOST}/shop/`);
  assertEquals(recognise(`${HOST}//shop//index.php?${V2}`, products)?.root, `${HOST}/shop/`);
  const plugin =
    "/blog/wp-content/plugins/any/app/remote.php?option=com_akeeba&view=json&format=raw";
  assertEquals(recognise(HOST + plugin, products)?.root, `${HOST}/blog/`);
});

Deno.test("recognise() takes API version 3 with a method, with {method}, and with neither", () => {
  const endpoint = "/sub/api/index.php/v3/akeebabackup/{method}";
  const ends = ["", "/", "/getVersion", "/{method}", "/%7Bmethod%7D", "/{method}/"];
  for (const end of ends) {
    const pasted = `/sub/api/index.php/v3/akeebabackup${end}`;
    assertEquals(urlOf(pasted), endpoint, pasted);
  }
  const found = recognise(`${HOST}/api/v3/akeebabackup/getProfiles?x=1&profile=2`, products);
  assertEquals(found?.endpoint, {
    api: 3,
    url: `${HOST}/api/v3/akeebabackup/{method}?x=1`,
    verb: "GET",
    credentialIn: "header",
  });
  assertEquals(found?.root, `${HOST}/`);
});

Deno.test("recognise() drops a slash after the API route, which answers 406 to it", () => {
  assertEquals(urlOf("/api/index.php/v2/akeebabackup/"), "/api/index.php/v2/akeebabackup");
});

Deno.test("recognise() corrects view=Api, after which 7.5 and 8.0 append junk", () => {
  assertEquals(
    urlOf("/index.php?option=com_akeeba&view=Api&format=raw"),
    "/index.php?option=com_akeeba&view=api&format=raw",
  );
});

Deno.test("recognise() leaves a format that is absent or unusual as it was pasted", () => {
  for (const format of ["", "&format=json", "&format=html"]) {
    const pasted = `/index.php?option=com_akeebabackup&view=api${format}`;
    assertEquals(urlOf(pasted), pasted);
  }
});

Deno.test("recognise() names every product that has this address, the likeliest release first", () => {
  assertEquals(rowsOf("/index.php?option=com_akeeba&view=api&format=raw").toSorted(), [
    "joomla 7.5.0 – 8.x",
    "solo 7.4.0 – 7.x",
    "solo 8.0.0 and later",
  ]);
  // Solo ignores the option.
  assertEquals(rowsOf(`/index.php?${V2}`), [
    "joomla 9.6.0 and later",
    "joomla 9.0.0 – 9.5.x",
    "solo 8.0.0 and later",
    "solo 7.4.0 – 7.x",
  ]);
});

Deno.test("recognise() lets the longer path and the more exact query win", () => {
  const plugin = "/wp-content/plugins/x/app/index.php?option=com_akeeba&view=api&format=raw";
  assertEquals(rowsOf(plugin), ["wordpress 7.7.1 – 7.x", "wordpress 7.4.0 – 7.7.0"]);
  assertEquals(rowsOf("/index.php?option=com_akeeba&view=json&format=component"), [
    "joomla 3.3.0 – 7.4.0.1",
  ]);
  const long =
    "/wp-admin/admin-ajax.php?action=akeebabackup_api&option=com_akeeba&view=api&format=raw";
  assertEquals(rowsOf(long), ["wordpress 7.7.1 – 7.x", "wordpress 8.0.0 and later"]);
  assertEquals(rowsOf("/wp-admin/admin-ajax.php?action=akeebabackup_api"), [
    "wordpress 8.0.0 and later",
  ]);
});

Deno.test("recognise() lets index.php be implied by the slash before the query", () => {
  const found = recognise(`${HOST}/shop/?${V2}`, products);
  assertEquals([found?.endpoint.url, found?.root], [`${HOST}/shop/?${V2}`, `${HOST}/shop/`]);
});

Deno.test("recognise() knows that a page is no endpoint", () => {
  for (
    const page of [
      "/",
      "/index.php",
      "/index.php?option=com_content&view=article&id=1",
      "/index.php?option=com_akeebabackup&view=backup",
      "/administrator/index.php?option=com_akeebabackup&view=ControlPanel",
      "/wp-admin/admin-ajax.php?action=heartbeat",
      "/api/index.php/v1/content/articles",
      "/wp-admin/admin-ajax.phpx?action=akeebabackup_api",
      "/xwp-admin/admin-ajax.php?action=akeebabackup_api",
    ]
  ) assertEquals(urlOf(page), undefined, page);
  for (const text of ["", "no address", "ftp://example.com/remote.php?view=api"]) {
    assertEquals(recognise(text, products), undefined);
  }
});
